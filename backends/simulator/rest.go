package simulator

import (
	"encoding/json"
	"net/http"
	"strings"

	"examdesk/backends/payload"
	"examdesk/model"
)

// routes are the REST protocol's (edx-proctoring 5.2.0, docs/backends.rst).
func (s restAPI) routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /oauth2/access_token", s.at(EndpointToken, s.token))
	mux.HandleFunc("POST /oauth2/access_token/{$}", s.at(EndpointToken, s.token))
	for pattern, e := range map[string]struct {
		endpoint Endpoint
		serve    func(call) error
	}{
		"GET /api/v1/config/{$}":                           {EndpointConfig, s.restConfig},
		"POST /api/v1/exam/{$}":                            {EndpointExam, s.createExam},
		"GET /api/v1/exam/{exam}/{$}":                      {EndpointExam, s.getExam},
		"POST /api/v1/exam/{exam}/{$}":                     {EndpointExam, s.updateExam},
		"POST /api/v1/exam/{exam}/attempt/{$}":             {EndpointAttempt, s.createAttempt},
		"GET /api/v1/exam/{exam}/attempt/{attempt}/{$}":    {EndpointAttempt, s.getAttempt},
		"PATCH /api/v1/exam/{exam}/attempt/{attempt}/{$}":  {EndpointAttempt, s.patchAttempt},
		"DELETE /api/v1/exam/{exam}/attempt/{attempt}/{$}": {EndpointAttempt, s.deleteAttempt},
		"DELETE /api/v1/user/{user}/{$}":                   {EndpointUser, s.retireUser},
		"GET /api/v1/courses/{rest...}":                    {EndpointOnboarding, s.onboardingStatuses},
	} {
		mux.HandleFunc(pattern, s.at(e.endpoint, s.signedIn(e.serve)))
	}
	mux.HandleFunc("GET /api/v1/instructor/{client}/{$}", s.at(EndpointInstructor, s.instructor))
}

// rules are what an exam can allow here, with what a person reads.
func rules() map[string]string {
	return map[string]string{
		"allow_multiple": "Allow more than one monitor",
		"allow_notes":    "Allow notes on paper",
		"allow_apps":     "Allow other programs to run",
	}
}

// instructions are what a learner reads before the exam.
func instructions() []string {
	return []string{
		"This is a mock service: nothing is recorded and no one watches.",
		"Wait until the mock has said that you are ready, then begin the exam.",
	}
}

// base is the service's own address as the caller knows it.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

func (s restAPI) restConfig(c call) error {
	answer(c.w, http.StatusOK, map[string]any{
		"name": "examdesk mock", "rules": rules(), "instructions": instructions(), "download_url": base(c.r) + "/download",
	})
	return nil
}

// object reads a request whose body is a JSON object.
func object(c call) (*payload.Object, error) {
	data, err := body(c.w, c.r)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/json") {
		return nil, refused(http.StatusUnsupportedMediaType, "Send JSON with the Content-Type application/json.")
	}
	o, err := payload.Parse(data)
	if err != nil {
		return nil, refused(http.StatusBadRequest, "The body is not a JSON object.")
	}
	return o, nil
}

// readExam takes an exam out of what the LMS sends when one is saved
// (edx-proctoring 5.2.0, rest.on_exam_saved).
func readExam(o *payload.Object) (Exam, error) {
	e := Exam{Course: o.Text("course_id"), Name: firstText(o, "name", "exam_name")}
	if e.Course == "" || len(e.Course) > maxID {
		return e, refused(http.StatusBadRequest, "The field course_id is missing or too long.")
	}
	e.Name = short(e.Name, maxText)
	for _, name := range []string{"is_practice", "is_practice_exam"} {
		if v, there := o.Get(name); there {
			e.Practice, _ = v.(bool)
		}
	}
	if given := o.Object("rules"); given != nil {
		if len(given.Dump()) > maxNotes {
			return e, refused(http.StatusBadRequest, "The rules have more than %d bytes.", maxNotes)
		}
		if err := json.Unmarshal([]byte(given.Dump()), &e.Rules); err != nil {
			return e, refused(http.StatusBadRequest, "The rules cannot be read.")
		}
	}
	return e, nil
}

// firstText is the first field of those that has a text.
func firstText(o *payload.Object, names ...string) string {
	for _, name := range names {
		if s := o.Text(name); s != "" {
			return s
		}
	}
	return ""
}

func (s restAPI) createExam(c call) error { return s.saveExam(c, newID("exam-")) }

func (s restAPI) updateExam(c call) error {
	if _, err := s.exam(c); err != nil {
		drain(c.r)
		return err
	}
	return s.saveExam(c, c.r.PathValue("exam"))
}

func (s restAPI) saveExam(c call, id string) error {
	o, err := object(c)
	if err != nil {
		return err
	}
	e, err := readExam(o)
	if err != nil {
		return err
	}
	e.ID = id
	s.mu.Lock()
	s.exams.put(e.ID, e)
	s.changes++
	s.mu.Unlock()
	return answerExam(c, e)
}

func (s restAPI) getExam(c call) error {
	e, err := s.exam(c)
	if err != nil {
		return err
	}
	return answerExam(c, e)
}

func answerExam(c call, e Exam) error {
	all := map[string]any{}
	for rule := range rules() {
		all[rule] = false
	}
	for rule, v := range e.Rules {
		all[rule] = v
	}
	out := map[string]any{"id": e.ID, "course_id": e.Course, "name": e.Name, "is_practice": e.Practice, "rules": all}
	if c.fault == FaultNoID {
		delete(out, "id")
	}
	answer(c.w, http.StatusOK, out)
	return nil
}

// exam is the one that the path names.
func (s restAPI) exam(c call) (Exam, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.exams.byID[c.r.PathValue("exam")]
	if !ok {
		return Exam{}, refused(http.StatusNotFound, "There is no such exam here; save it in the LMS again.")
	}
	return *e, nil
}

// createAttempt registers one, or returns why the learner may not take it
// (edx-proctoring 5.2.0, rest.register_exam_attempt).
func (s restAPI) createAttempt(c call) error {
	e, err := s.exam(c)
	if err != nil {
		drain(c.r)
		return err
	}
	o, err := object(c)
	if err != nil {
		return err
	}
	user := o.Text("user_id")
	if user == "" || len(user) > maxID {
		return refused(http.StatusBadRequest, "The field user_id is missing or too long.")
	}
	if status := s.refusalOf(user); status != "" && !e.Practice {
		answer(c.w, http.StatusOK, map[string]string{"status": status})
		return nil
	}
	a := s.registered(Attempt{
		ID: newID("mock-"), Protocol: ProtocolREST, ExamID: e.ID, ExamName: e.Name, Course: e.Course, UserID: user, Status: statusCreated,
		Name: firstText(o, "full_name", "user_name"), Practice: e.Practice, Notes: notes(o),
	}, c.now)
	out := map[string]string{"id": a.ID, "status": a.Status}
	if c.fault == FaultNoID {
		delete(out, "id")
	}
	answer(c.w, http.StatusOK, out)
	return nil
}

func notes(o *payload.Object) string {
	policy, exception := o.Text("review_policy"), o.Text("review_policy_exception")
	if policy != "" && exception != "" {
		return policy + "; " + exception
	}
	return policy + exception
}

// withAttempt works on the attempt that the path names.
func (s restAPI) withAttempt(c call, do func(*Attempt)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.attempts.byID[c.r.PathValue("attempt")]
	if !ok || a.Protocol != ProtocolREST || a.ExamID != c.r.PathValue("exam") {
		return refused(http.StatusNotFound, "There is no such attempt here.")
	}
	do(a)
	return nil
}

func (s restAPI) getAttempt(c call) error {
	var status string
	if err := s.withAttempt(c, func(a *Attempt) { status = a.Status }); err != nil {
		return err
	}
	answer(c.w, http.StatusOK, map[string]any{"status": status, "instructions": instructions(), "download_url": base(c.r) + "/download"})
	return nil
}

func (s restAPI) patchAttempt(c call) error {
	o, err := object(c)
	if err != nil {
		return err
	}
	status, err := model.OneOf("status", o.Text("status"), []string{statusStarted, statusSubmitted, statusError})
	if err != nil {
		return refused(http.StatusBadRequest, "%s", model.Sentence(err))
	}
	var changed Attempt
	err = s.withAttempt(c, func(a *Attempt) {
		a.Status, a.Modified = status, c.now
		changed = *a
		s.changes++
	})
	if err != nil {
		return err
	}
	if status == statusSubmitted {
		s.autoSubmitted(changed)
	}
	answer(c.w, http.StatusOK, map[string]string{"id": changed.ID, "status": status})
	return nil
}

func (s restAPI) deleteAttempt(c call) error {
	drain(c.r)
	if err := s.withAttempt(c, s.drop); err != nil {
		return err
	}
	answer(c.w, http.StatusOK, map[string]string{"status": "deleted"})
	return nil
}

// retireUser forgets a learner, and reports whether there was anything to forget.
func (s restAPI) retireUser(c call) error {
	user := c.r.PathValue("user")
	s.mu.Lock()
	defer s.mu.Unlock()
	_, found := s.profiles.byID[user]
	s.profiles.remove(user)
	for _, a := range s.attempts.all() {
		if a.UserID == user {
			s.drop(&a)
			found = true
		}
	}
	s.changes++
	answer(c.w, http.StatusOK, found)
	return nil
}
