package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"examdesk/backends/null"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

// following is a service that notes what it is told about attempts.
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
			s, err := store.Open(t.Context(), fresh(t), store.Options{Attached: store.Attached{Services: []string{"proctorco"}}})
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
			rules := model.DefaultReviewRules()
			if rules.Rules, err = model.RulesOf(release); err != nil {
				t.Fatal(err)
			}
			e := engine.New(s, engine.Config{Clock: now, Service: direct, Rules: rules}).EdxProctoring()
			id := startedAt(t, e, "proctorco")
			if _, err := e.RemoveAttempt(t.Context(), id, nil); err != nil {
				t.Fatal(err)
			}
			courier := New(dispatcher(s), Receivers{Service: direct}, Config{Clock: now})
			deliverDue(t, courier, model.DeliveryCount{Delivered: want.delivered})
			if got := strings.Join(service.told, ", "); got != want.told {
				t.Errorf("told %s, want %s", got, want.told)
			}
			deliverDue(t, courier, model.DeliveryCount{})
		})
	}
}

// startedAt makes an exam of a service and an attempt at it that runs.
func startedAt(t *testing.T, e *engine.EdxProctoring, backend model.Text) int64 {
	t.Helper()
	exam := model.Exam{
		CourseID: "a/b/c", ContentID: "x", Name: "Quiz", TimeLimitMins: 20, IsActive: true, IsProctored: true, Backend: backend, ExternalID: "ex",
	}
	var err error
	if exam.ID, _, err = e.CreateExam(t.Context(), exam); err != nil {
		t.Fatal(err)
	}
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempt: %v", err)
	}
	learner := page.Rows[0].Learner.ID
	id, _, err := e.CreateAttempt(t.Context(), exam.ID, learner, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.StartAttempt(t.Context(), exam.ID, learner); err != nil {
		t.Fatal(err)
	}
	return id
}
