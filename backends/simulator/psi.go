package simulator

import (
	"crypto/hmac"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/software_secure/psi"
)

// refusedPSI is a refusal in the words of this stand-in: PSI publishes none.
func refusedPSI(status int, reason string) *refusal {
	return &refusal{status: status, field: "error", reason: reason}
}

// registration is what a signed registration says.
type registration struct {
	body *payload.Object
	// password is the attempt's code, encrypted.
	password string
	attempt  Attempt
}

// register takes a registration (edx-proctoring 5.2.0,
// software_secure.register_exam_attempt). One of the same attempt again gets the
// same locator.
func (s psiAPI) register(c call) error {
	if c.r.Method != http.MethodPost {
		drain(c.r)
		c.w.Header().Set("Allow", http.MethodPost)
		return refusedPSI(http.StatusMethodNotAllowed, "A registration is a POST.")
	}
	data, err := body(c.w, c.r)
	if err != nil {
		return err
	}
	r, err := s.readRegistration(c, data)
	if err != nil {
		return err
	}
	a := s.registered(r.attempt, c.now)
	locator := map[string]any{"ssiRecordLocator": a.ID}
	if c.fault == FaultNoID {
		locator = map[string]any{}
	}
	answer(c.w, http.StatusOK, locator)
	return nil
}

// readRegistration checks everything about a registration, in the order in which
// a mistake hides those behind it.
func (s psiAPI) readRegistration(c call, data []byte) (registration, error) {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != psi.ContentType {
		return registration{}, refusedPSI(http.StatusBadRequest, "The Content-Type is not "+psi.ContentType+".")
	}
	o, err := payload.Parse(data)
	if err != nil {
		return registration{}, refusedPSI(http.StatusBadRequest, "The body is not a JSON object.")
	}
	if err := s.checkDate(c.r.Header.Get("Date"), c.now); err != nil {
		return registration{}, err
	}
	if err := s.checkSignature(c, o); err != nil {
		return registration{}, err
	}
	r, missing := readRegistration(o)
	if missing != "" {
		return r, refusedPSI(http.StatusBadRequest, "The field "+missing+" is missing, too long or has another type.")
	}
	want, err := psi.ExamPassword(s.config.PSI.CryptoKey, r.attempt.Code)
	if err != nil {
		return r, refusedPSI(http.StatusBadRequest, "The examCode cannot be encrypted: it has characters outside ASCII.")
	}
	if !hmac.Equal([]byte(want), []byte(r.password)) {
		return r, refusedPSI(http.StatusBadRequest, "The examPassword is not the examCode encrypted with this crypto_key.")
	}
	return r, nil
}

// checkDate refuses what was sent at another time than now, since its signature
// could be an old one.
func (s psiAPI) checkDate(header string, now time.Time) error {
	if header == "" {
		return refusedPSI(http.StatusUnauthorized, "The Date header is missing; it is part of the signature.")
	}
	sent, err := http.ParseTime(header)
	if err != nil {
		return refusedPSI(http.StatusUnauthorized, "The Date header is not a date as in Mon, 02 Jan 2006 15:04:05 GMT.")
	}
	if off := now.Sub(sent).Abs(); off > s.config.DateTolerance {
		return refusedPSI(http.StatusUnauthorized, "The Date "+psi.Date(sent)+" is "+off.Round(time.Second).String()+
			" away from this service's clock, "+psi.Date(now)+".")
	}
	return nil
}

func (s psiAPI) checkSignature(c call, o *payload.Object) error {
	keyID, signature, err := psi.ParseAuthorization(c.r.Header.Get("Authorization"))
	if err != nil {
		return refusedPSI(http.StatusUnauthorized, "The Authorization header is missing or not of the form SSI ID:SIGNATURE.")
	}
	message := psi.Message(c.r.Method, c.r.Header.Get("Content-Type"), c.r.Header.Get("Date"), o)
	want, err := psi.Sign(s.config.PSI.SecretKey, message)
	if err != nil {
		return err
	}
	if keyID != s.config.PSI.KeyID || !hmac.Equal([]byte(want), []byte(signature)) || c.fault == FaultSecret {
		return refusedPSI(http.StatusUnauthorized, "The signature does not match this request and this key.")
	}
	return nil
}

// readRegistration takes the attempt out of a registration, or names a field
// that is not as it should be (edx-proctoring 5.2.0, software_secure._get_payload).
func readRegistration(o *payload.Object) (r registration, missing string) {
	f := fields{o: o}
	extra := o.Object("orgExtra")
	if extra == nil {
		return r, "orgExtra"
	}
	x := fields{o: extra, of: "orgExtra."}
	r = registration{body: o, password: f.text("examPassword", true), attempt: Attempt{
		ID: newID("MOCK-"), Protocol: ProtocolPSI, Code: f.text("examCode", true), ExamName: f.text("examName", true), Notes: f.text("reviewerNotes", false),
		StartURL: f.text("examUrl", true), Practice: !f.flag("reviewedExam"), Status: statusCreated,
		ExamID: x.number("examID"), Course: x.text("courseID", true),
		Name: x.text("firstName", false) + " " + x.text("lastName", false),
	}}
	checkUnused(&f, &x)
	if u, err := url.Parse(r.attempt.StartURL); err != nil || u.Host == "" {
		f.miss("examUrl")
	}
	f.bound("examCode", r.attempt.Code, maxID)
	f.bound("examUrl", r.attempt.StartURL, maxText)
	x.bound("examID", r.attempt.ExamID, maxID)
	x.bound("courseID", r.attempt.Course, maxID)
	if f.missing != "" {
		return r, f.missing
	}
	return r, x.missing
}

// checkUnused checks the fields of a registration that are not used here.
func checkUnused(f, extra *fields) {
	f.text("organization", true)
	f.text("examSponsor", true)
	f.text("ssiProduct", true)
	f.number("duration")
	extra.number("noOfStudents")
	for _, name := range []string{"examStartDate", "examEndDate"} {
		if _, err := http.ParseTime(extra.text(name, true)); err != nil {
			extra.miss(name)
		}
	}
}

// fields reads the fields of an object and remembers the first that is not as it
// should be.
type fields struct {
	o           *payload.Object
	of, missing string
}

func (f *fields) miss(name string) {
	if f.missing == "" {
		f.missing = f.of + name
	}
}

// bound refuses a text that is longer than what is kept.
func (f *fields) bound(name, text string, most int) {
	if len(text) > most {
		f.miss(name)
	}
}

// text is a text, which may be empty unless it is needed.
func (f *fields) text(name string, needed bool) string {
	v, _ := f.o.Get(name)
	s, ok := v.(string)
	if !ok || needed && s == "" {
		f.miss(name)
	}
	return s
}

func (f *fields) flag(name string) bool {
	v, _ := f.o.Get(name)
	b, ok := v.(bool)
	if !ok {
		f.miss(name)
	}
	return b
}

func (f *fields) number(name string) string {
	v, _ := f.o.Get(name)
	n, ok := v.(json.Number)
	if !ok {
		f.miss(name)
	}
	return n.String()
}

// registered keeps the attempt, or finds the one that it is.
func (s *Service) registered(a Attempt, now time.Time) Attempt {
	s.mu.Lock()
	if known, ok := s.attempts.byID[s.codes[a.Code]]; ok && a.Code != "" {
		a = *known
		s.mu.Unlock()
		return a
	}
	a = s.keep(a, now)
	s.mu.Unlock()
	s.autoRegistered(a)
	return a
}
