package engine

import (
	"context"
	"errors"
	"strings"
	"testing"

	"examdesk/backends/null"
	"examdesk/model"
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

// A learner whose software is ready may start, and one who begins again has
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
// that keeps no learners does not take part in a retirement.
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

// The preview says what becomes of the effects outside of the store.
func TestPlatformNote(t *testing.T) {
	t.Parallel()
	notes := map[string]bool{}
	for _, i := range []model.StoreInfo{
		{}, {Platform: true}, {Migrated: true}, {Migrated: true, Platform: true},
		{Migrated: true, Delivers: true}, {Migrated: true, Delivers: true, Platform: true},
	} {
		note, recordedOnly := platformNote(i)
		if carriedOut := i.Platform && i.Delivers; recordedOnly == carriedOut {
			t.Errorf("%+v: recorded only %v", i, recordedOnly)
		}
		notes[note] = true
	}
	if len(notes) != 5 {
		t.Errorf("%d notes: %v", len(notes), notes)
	}
}
