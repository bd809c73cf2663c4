package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"examdesk/backends/null"
	"examdesk/model"
	"examdesk/store"
)

// following is a service that notes what it is told of attempts.
type following struct {
	null.Service
	told []string
	err  error
}

func (f *following) RegisterAttempt(context.Context, model.Exam, model.Registration) (string, error) {
	return "at", nil
}

func (f *following) RemoveAttempt(_ context.Context, exam, attempt string) error {
	f.told = append(f.told, "remove "+exam+" "+attempt)
	return f.err
}

func (f *following) SetAttemptStatus(_ context.Context, exam, attempt string, status model.AttemptStatus) error {
	f.told = append(f.told, string(status)+" "+exam+" "+attempt)
	return f.err
}

// noting is a platform that notes what it gets.
type noting struct{ got []int64 }

func (n *noting) Deliver(_ context.Context, m model.Message) error {
	n.got = append(n.got, m.ID)
	return nil
}

func message(id int64, kind model.EffectKind, backend, method string) model.Message {
	payload := map[string]any{"value": method, "attempt_id": 1}
	if backend != "" {
		payload["backend"], payload["exam_external_id"], payload["attempt_external_id"] = backend, "e", "a"
	}
	data, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	return model.Message{ID: id, Kind: kind, Payload: data}
}

// A message goes to the service that it is about if that is told directly, else
// to the platform, as do those of earlier versions.
func TestReceivers(t *testing.T) {
	t.Parallel()
	s, p := &following{}, &noting{}
	r := Receivers{Platform: p, Service: func(name string) model.ProctoringService {
		switch name {
		case "proctorco":
			return s
		case "software_secure":
			return null.Service{}
		}
		return nil
	}}
	for _, m := range []model.Message{
		message(1, model.EffectBackend, "proctorco", "start_exam_attempt"),
		message(2, model.EffectBackend, "proctorco", "stop_exam_attempt"),
		message(3, model.EffectBackend, "proctorco", "mark_erroneous_exam_attempt"),
		message(4, model.EffectBackend, "proctorco", "remove_exam_attempt"),
		message(5, model.EffectBackend, "software_secure", "start_exam_attempt"), // is told nothing, and so has got it
		message(6, model.EffectBackend, "elsewhere", "start_exam_attempt"),
		message(7, model.EffectBackend, "", "start_exam_attempt"),
		message(8, model.EffectMail, "proctorco", ""),
	} {
		if err := r.Deliver(t.Context(), m); err != nil {
			t.Errorf("%d: %v", m.ID, err)
		}
	}
	if got := strings.Join(s.told, ", "); got != "started e a, submitted e a, error e a, remove e a" {
		t.Errorf("the service was told %s", got)
	}
	if got := fmt.Sprint(p.got); got != "[6 7 8]" {
		t.Errorf("the platform got %s", got)
	}
	if err := (Receivers{}).Deliver(t.Context(), message(9, model.EffectMail, "", "")); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("nobody: %v", err)
	}
}

// A refusal that will not change is not tried again; what may pass is.
func TestReceiversRefused(t *testing.T) {
	t.Parallel()
	s := &following{}
	r := Receivers{Service: func(string) model.ProctoringService { return s }}
	for _, c := range []struct {
		err     error
		refused bool
	}{
		{&model.VendorError{Status: 422}, true},
		{model.Wrap(&model.VendorError{Status: 400}, model.CodeUnavailable, "No."), true},
		{&model.VendorError{Status: 404}, false},
		{&model.VendorError{Status: 503}, false},
		{errors.New("no connection"), false},
	} {
		s.err = c.err
		err := r.Deliver(t.Context(), message(1, model.EffectBackend, "proctorco", "start_exam_attempt"))
		var refused *model.RefusedError
		if err == nil || errors.As(err, &refused) != c.refused {
			t.Errorf("%v: %v", c.err, err)
		}
	}
	var refused *model.RefusedError
	if err := r.Deliver(t.Context(), message(1, model.EffectBackend, "proctorco", "no_such_call")); !errors.As(err, &refused) {
		t.Errorf("an unknown call: %v", err)
	}
	m := message(1, model.EffectBackend, "", "")
	m.Payload = json.RawMessage(`{`)
	if err := r.Deliver(t.Context(), m); err == nil {
		t.Error("half a payload was delivered")
	}
}

// A whole way: an attempt's life is written, and the service hears of it in
// order, also after the attempt has gone. Since edx-proctoring 6.1.0 it is asked to
// forget the attempt before that, and need not be told what waited.
func TestCourierTellsServices(t *testing.T) {
	t.Parallel()
	for release, want := range map[string]struct {
		delivered int
		told      string
	}{"5.2.0": {2, "started ex at, remove ex at"}, "6.1.0": {0, "remove ex at"}} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			_, plain := fresh(t, true)
			s, err := store.Open(t.Context(), plain.Info().Path, store.Options{Attached: store.Attached{Services: []string{"proctorco"}}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			service := &following{}
			direct := func(name string) model.ProctoringService {
				if name == "proctorco" {
					return service
				}
				return nil
			}
			e := rigOf(t, s, "", Config{Clock: now, Service: direct, Rules: rulesOf(t, release)})
			_, id := startedAt(t, e, "proctorco")
			if _, err := e.api.RemoveAttempt(t.Context(), id, nil); err != nil {
				t.Fatal(err)
			}
			courier := NewCourier(s, Receivers{Service: direct}, CourierConfig{Clock: now})
			deliverDue(t, courier, DeliveryReport{Delivered: want.delivered})
			if got := strings.Join(service.told, ", "); got != want.told {
				t.Errorf("told %s, want %s", got, want.told)
			}
			deliverDue(t, courier, DeliveryReport{})
		})
	}
}

// rulesOf are the default rules of a release.
func rulesOf(t *testing.T, release string) model.ReviewRules {
	t.Helper()
	r := model.DefaultReviewRules()
	var err error
	if r.Rules, err = model.RulesOf(release); err != nil {
		t.Fatal(err)
	}
	return r
}

// startedAt makes an exam of a service and an attempt at it that runs.
func startedAt(t *testing.T, e *rig, backend model.Text) (model.Exam, int64) {
	t.Helper()
	exam := model.Exam{
		CourseID: "a/b/c", ContentID: "x", Name: "Quiz", TimeLimitMins: 20, IsActive: true, IsProctored: true, Backend: backend, ExternalID: "ex",
	}
	var err error
	if exam.ID, _, err = e.api.CreateExam(t.Context(), exam); err != nil {
		t.Fatal(err)
	}
	learner := someAttempt(t, e, model.Filter{}).Learner.ID
	id, _, err := e.api.CreateAttempt(t.Context(), exam.ID, learner, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.api.StartAttempt(t.Context(), exam.ID, learner); err != nil {
		t.Fatal(err)
	}
	return exam, id
}

// A learner whose software is ready may start, and one who begins anew has
// submitted (edx-proctoring 5.2.0, callbacks.start_exam_callback).
func TestSoftwareReady(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	learner := someAttempt(t, e, model.Filter{}).Learner.ID
	for from, want := range map[model.AttemptStatus]model.AttemptStatus{
		model.Created: model.ReadyToStart, model.DownloadSoftwareClicked: model.ReadyToStart, model.ReadyToStart: model.ReadyToStart,
		model.Started: model.Submitted, model.ReadyToSubmit: model.Submitted, model.Verified: model.Verified, model.Errored: model.Errored,
	} {
		exam, _, err := e.api.CreateExam(t.Context(), model.Exam{
			CourseID: "a/b/c", ContentID: model.Text(from), Name: "Quiz", TimeLimitMins: 20, IsActive: true, IsProctored: true, Backend: "null",
		})
		if err != nil {
			t.Fatal(err)
		}
		id, _, err := e.api.CreateAttempt(t.Context(), exam, learner, true)
		if err == nil && from != model.Created {
			_, err = e.api.UpdateAttemptStatus(t.Context(), id, from, model.TransitionOptions{})
		}
		before, readErr := e.ReadAttempt(t.Context(), id)
		if err != nil || readErr != nil || before.Attempt.Status != from {
			t.Fatalf("%s: %s, %v, %v", from, before.Attempt.Status, err, readErr)
		}
		if _, err := e.api.SoftwareReady(t.Context(), before.Attempt.Code.Raw()); err != nil {
			t.Errorf("%s: %v", from, err)
			continue
		}
		after, err := e.ReadAttempt(t.Context(), id)
		if err != nil || after.Attempt.Status != want {
			t.Errorf("%s became %s, %v", from, after.Attempt.Status, err)
		}
	}
	for _, code := range []string{"", "no such"} {
		if _, err := e.api.SoftwareReady(t.Context(), code); model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("%q: %v", code, err)
		}
	}
}

// refusing is a service that does not register.
type refusing struct {
	null.Service
	err error
}

func (r refusing) RegisterAttempt(context.Context, model.Exam, model.Registration) (string, error) {
	return "", r.err
}

// The service's own answer reaches whoever asked for the attempt, and a service
// that keeps no learners is no part of a retirement.
func TestServiceAnswers(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	e.cfg.Service = func(string) model.ProctoringService {
		return refusing{err: model.Wrap(model.NewVendorError(418, []byte("I am a \x1b[31mteapot")), model.CodeDenied, "No.")}
	}
	exam, _, err := e.api.CreateExam(t.Context(), model.Exam{
		CourseID: "a/b/c", ContentID: "x", Name: "Quiz", TimeLimitMins: 20, IsActive: true, IsProctored: true, Backend: "proctorco", ExternalID: "ex",
	})
	if err != nil {
		t.Fatal(err)
	}
	row := someAttempt(t, e, model.Filter{})
	_, _, err = e.api.CreateAttempt(t.Context(), exam, row.Learner.ID, true)
	var answer *model.VendorError
	if !errors.As(err, &answer) || answer.Status != 418 || model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), "status 418: I am a teapot.") {
		t.Errorf("%v", err)
	}
	if out, err := e.api.RetireAtServices(t.Context(), row.Learner.ID); err != nil || len(out) != 0 {
		t.Errorf("retired at %v, %v", out, err)
	}
}
