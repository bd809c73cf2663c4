package psi

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"examdesk/backends/payload"
	"examdesk/model"
)

// vectorFile is what edx-proctoring 5.2.0 made of given input.
type vectorFile struct {
	Payloads []payloadVector
	Bodies   []struct {
		Input json.RawMessage
		Want  string `json:"body_string"`
	} `json:"body_strings"`
	DES3 []struct {
		Key, Password, Result, Exception string
	} `json:"des3_exam_password"`
	AES []struct {
		Key     string `json:"key_hex"`
		IV      string `json:"iv_ascii"`
		Plain   string `json:"plaintext"`
		Encoded string
		Decoded string
	}
	Names []struct {
		Full  string `json:"full_name"`
		First string
		Last  string
	} `json:"split_fullname"`
	Instructor []struct {
		Encrypted *string `json:"encrypted_video_review_url"`
		Result    *string
	} `json:"get_instructor_url"`
	Invalid string `json:"invalid_chars"`
}

type payloadVector struct {
	Name   string
	Now    time.Time
	Config struct {
		KeyID        string `json:"secret_key_id"`
		SecretKey    string `json:"secret_key"`
		CryptoKey    string `json:"crypto_key"`
		Organization string
		Sponsor      string `json:"exam_sponsor"`
		SendEmail    bool   `json:"send_email"`
		VideoKey     string `json:"video_review_aes_key"`
	}
	Site  string `json:"SITE_NAME"`
	HTTPS string
	Exam  struct {
		ID       int64
		CourseID string `json:"course_id"`
		Name     string `json:"exam_name"`
	}
	Context   registered
	Date      string
	Payload   json.RawMessage
	Keys      []string `json:"payload_key_order"`
	Body      string   `json:"body_string"`
	Header    string   `json:"header_string"`
	Signed    string   `json:"signed_message"`
	Authorize string   `json:"authorization"`
	HTTPBody  string   `json:"http_body"`
}

type registered struct {
	Code      string `json:"attempt_code"`
	Minutes   int    `json:"time_limit_mins"`
	Sample    bool   `json:"is_sample_attempt"`
	FullName  string `json:"full_name"`
	Email     *string
	Policy    json.RawMessage `json:"review_policy"`
	Exception string          `json:"review_policy_exception"`
}

// policy is nil for none. A null is what an f-string makes of it: the only
// vector that has one has an exception too.
func (r registered) policy(t *testing.T) *string {
	t.Helper()
	var s *string
	if r.Policy == nil {
		return nil
	}
	if err := json.Unmarshal(r.Policy, &s); err != nil {
		t.Fatal(err)
	}
	if none := "None"; s == nil && r.Exception != "" {
		return &none
	}
	return s
}

func (v payloadVector) registration(t *testing.T) Registration {
	t.Helper()
	scheme := map[bool]string{true: "https", false: "http"}[v.HTTPS == "on"]
	return Registration{
		Organization: v.Config.Organization, Sponsor: v.Config.Sponsor, CryptoKey: model.NewSecret(v.Config.CryptoKey),
		ExamID: v.Exam.ID, CourseID: v.Exam.CourseID, ExamName: v.Exam.Name, AttemptCode: v.Context.Code,
		TimeLimitMins: v.Context.Minutes, IsSampleAttempt: v.Context.Sample, FullName: v.Context.FullName,
		SendEmail: v.Config.SendEmail, Email: v.Context.Email, ReviewPolicy: v.Context.policy(t),
		ReviewPolicyException: v.Context.Exception, Now: v.Now,
		ExamURL: scheme + "://" + v.Site + "/edx_proctoring/proctoring_launch_callback/start_exam/" + v.Context.Code,
	}
}

func readVectors(t *testing.T) vectorFile {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var f vectorFile
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// score counts what was compared and reports how much of it was equal.
type score struct {
	t            *testing.T
	what         string
	tried, equal int
}

func (s *score) text(name, got, want string) {
	s.t.Helper()
	s.tried++
	if got == want {
		s.equal++
		return
	}
	s.t.Errorf("%s %s is\n%q, recorded\n%q", s.what, name, got, want)
}

func (s *score) end(atLeast int) {
	s.t.Helper()
	s.t.Logf("%s: %d of %d equal", s.what, s.equal, s.tried)
	if s.tried < atLeast {
		s.t.Errorf("%s: only %d of %d were tried", s.what, s.tried, atLeast)
	}
}

func parsed(t *testing.T, raw []byte) *payload.Object {
	t.Helper()
	o, err := payload.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestPayloadVectors holds each step of a registration against the recorded one,
// byte for byte.
func TestPayloadVectors(t *testing.T) {
	t.Parallel()
	scores := map[string]*score{}
	check := func(what, name, got, want string) {
		if scores[what] == nil {
			scores[what] = &score{t: t, what: what}
		}
		scores[what].text(name, got, want)
	}
	for _, v := range readVectors(t).Payloads {
		o, err := Payload(v.registration(t))
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		date := Date(v.Now)
		message := Message("POST", ContentType, date, o)
		authorization, err := Authorization(v.Config.KeyID, model.NewSecret(v.Config.SecretKey), message)
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
		check("date", v.Name, date, v.Date)
		check("payload", v.Name, o.Dump(), parsed(t, v.Payload).Dump())
		check("payload_key_order", v.Name, strings.Join(o.Keys(), " "), strings.Join(v.Keys, " "))
		check("body_string", v.Name, string(BodyString(o)), v.Body)
		check("header_string", v.Name, string(headerString(ContentType, date)), v.Header)
		check("signed_message", v.Name, string(message), v.Signed)
		check("authorization", v.Name, authorization, v.Authorize)
		check("http_body", v.Name, o.Dump(), v.HTTPBody)
		id, signature, err := ParseAuthorization(v.Authorize)
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
		check("parsed authorization", v.Name, scheme+id+":"+signature, v.Authorize)
	}
	for _, s := range scores {
		s.end(37)
	}
	if len(scores) != 9 {
		t.Errorf("only %d things were compared", len(scores))
	}
}

func TestBodyStringVectors(t *testing.T) {
	t.Parallel()
	s := &score{t: t, what: "body_strings"}
	for _, v := range readVectors(t).Bodies {
		s.text(string(v.Input), string(BodyString(parsed(t, v.Input))), v.Want)
	}
	s.end(27)
}

func TestExamPasswordVectors(t *testing.T) {
	t.Parallel()
	s := &score{t: t, what: "des3"}
	for _, v := range readVectors(t).DES3 {
		got, err := ExamPassword(model.NewSecret(v.Key), v.Password)
		if (err != nil) != (v.Exception != "") {
			t.Errorf("%q: %v, recorded %q", v.Password, err, v.Exception)
		}
		s.text(v.Password, got, v.Result)
	}
	s.end(7)
}

// TestVideoVectors holds both directions against what edx-proctoring made.
func TestVideoVectors(t *testing.T) {
	t.Parallel()
	iv, there, back := &score{t: t, what: "aes iv"}, &score{t: t, what: "aes encrypted"}, &score{t: t, what: "aes decrypted"}
	for _, v := range readVectors(t).AES {
		key, err := videoKeyBytes(v.Key)
		if err != nil {
			t.Fatal(err)
		}
		iv.text(v.Key, string(videoIV(key)), v.IV)
		got, err := EncryptVideoURL(v.Plain, v.Key)
		if err != nil {
			t.Errorf("encrypt %q: %v", v.Plain, err)
		}
		there.text(v.Plain, string(got), v.Encoded)
		plain, err := DecryptVideoURL([]byte(v.Encoded), v.Key)
		if err != nil {
			t.Errorf("decrypt: %v", err)
		}
		back.text(v.Encoded, plain, v.Decoded)
	}
	iv.end(24)
	there.end(24)
	back.end(24)
}

func TestNameVectors(t *testing.T) {
	t.Parallel()
	f := readVectors(t)
	s := &score{t: t, what: "split_fullname"}
	for _, v := range f.Names {
		first, last := SplitName(v.Full)
		s.text(v.Full, first+"|"+last, v.First+"|"+v.Last)
	}
	s.end(10)
	s = &score{t: t, what: "invalid_chars"}
	s.text("", InvalidChars, f.Invalid)
	for _, r := range f.Invalid {
		s.text(string(r), ExamName("a"+string(r)), "a_")
	}
	s.end(15)
}

// Where the original answers nothing since a link does not decrypt, this is an
// error.
func TestInstructorURLVectors(t *testing.T) {
	t.Parallel()
	f := readVectors(t)
	key := model.NewSecret(f.Payloads[0].Config.VideoKey)
	s := &score{t: t, what: "get_instructor_url"}
	for _, v := range f.Instructor {
		in, want := "", ""
		if v.Encrypted != nil {
			in = *v.Encrypted
		}
		if v.Result != nil {
			want = *v.Result
		}
		got, err := InstructorURL([]byte(in), key)
		if (err != nil) != (v.Result == nil && v.Encrypted != nil) {
			t.Errorf("%q: %v", in, err)
		}
		s.text(in, got, want)
	}
	s.end(4)
}
