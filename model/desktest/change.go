package desktest

import (
	"errors"
	"testing"

	"examdesk/model"
)

// Changing is [model.AttemptChanger] with a way to see what was written.
type Changing interface {
	AttemptReading
	model.AttemptChanger
}

// AttemptChanger is the contract of [model.AttemptChanger] where attempts are resumed and
// removed.
func AttemptChanger(t *testing.T, f Fixture, fresh func(t *testing.T) Changing) {
	s := fresh(t)
	for _, deed := range []model.Deed{model.DeedResume, model.DeedRemove} {
		f.ask(t, "AttemptChanger", deed, s)
	}
	changes(t, s)
}

// StatusSetter is the contract of [model.AttemptChanger] where attempts are reset and
// their statuses set.
func StatusSetter(t *testing.T, f Fixture, fresh func(t *testing.T) Changing) {
	s := fresh(t)
	for _, deed := range []model.Deed{model.DeedReset, model.DeedSetStatus} {
		f.ask(t, "StatusSetter", deed, s)
	}
	row := first(t, s, model.Filter{Section: model.SectionDecided, OnlyProctored: true})
	refusals(t, s, map[string]refusal{
		"no status":     {asking(row, model.ChangeStatus, "unheard_of"), model.CodeInvalid},
		"back to start": {asking(row, model.ChangeStatus, model.Created), model.CodeIllegalTransition},
		"no practice":   {asking(row, model.ChangeReset, ""), model.CodeIllegalTransition},
	})
	done, err := s.ChangeAttempt(t.Context(), asking(row, model.ChangeStatus, model.SecondReviewRequired))
	if err != nil || done.Row == nil || done.Row.Attempt.Status != model.SecondReviewRequired {
		t.Errorf("set: %+v, %v", done, err)
	}
}

// ChangePreviewer is the contract of [model.AttemptChanger] where it only says what a
// change would do; a store that is only read answers it too.
func ChangePreviewer(t *testing.T, _ Fixture, s Changing) {
	row := first(t, s, model.Filter{Section: model.SectionWaiting})
	r := model.ChangeRequest{AttemptID: row.Attempt.ID, Kind: model.ChangeRemove, Expected: row.Version()}
	p, err := s.PreviewChange(t.Context(), r)
	if err != nil || p.Word != row.Learner.Username.String() || len(p.Wipes) == 0 || len(p.Effects) == 0 {
		t.Errorf("removal: %+v, %v", p, err)
	}
	broken := first(t, s, model.Filter{Section: model.SectionStuck, Statuses: []model.AttemptStatus{model.Errored}})
	p, err = s.PreviewChange(t.Context(), model.ChangeRequest{AttemptID: broken.Attempt.ID, Kind: model.ChangeResume, Expected: broken.Version()})
	if err != nil || p.Word != "" || len(p.Wipes) > 0 || p.Resume == nil || p.Resume.Minutes == 0 {
		t.Errorf("resume: %+v, %v", p, err)
	}
	for _, id := range []int64{row.Attempt.ID, broken.Attempt.ID} {
		now, err := s.ReadAttempt(t.Context(), id)
		if err != nil || now.Attempt.ReadyToResume != (id == broken.Attempt.ID && broken.Attempt.ReadyToResume) {
			t.Errorf("the preview wrote something: %+v, %v", now.Attempt, err)
		}
	}
	r.AttemptID = nobody
	if _, err := s.PreviewChange(t.Context(), r); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an attempt that is not there: %v", err)
	}
}

func asking(row model.AttemptRow, kind model.ChangeKind, to model.AttemptStatus) model.ChangeRequest {
	return model.ChangeRequest{AttemptID: row.Attempt.ID, Kind: kind, Status: to, Expected: row.Version()}
}

// changes checks that a change says what it does, writes nothing before it is
// made, and refuses what someone else has changed in the meantime.
func changes(t *testing.T, s Changing) {
	resumes(t, s)
	row := first(t, s, model.Filter{Section: model.SectionWaiting})
	p, err := s.PreviewChange(t.Context(), asking(row, model.ChangeRemove, ""))
	if err != nil || p.Word != row.Learner.Username.String() || len(p.Wipes) == 0 || p.To != "" {
		t.Errorf("removal: %+v, %v", p, err)
	}
	if now, err := s.ReadAttempt(t.Context(), row.Attempt.ID); err != nil || !now.Version().Equal(row.Version()) {
		t.Errorf("the preview wrote something: %v", err)
	}
	if done, err := s.ChangeAttempt(t.Context(), asking(row, model.ChangeRemove, "")); err != nil || done.Row != nil {
		t.Errorf("removed: %+v, %v", done, err)
	}
	if _, err := s.ReadAttempt(t.Context(), row.Attempt.ID); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("it is still there: %v", err)
	}
	row = first(t, s, model.Filter{Section: model.SectionDecided, OnlyProctored: true})
	refusals(t, s, map[string]refusal{
		"no kind":         {asking(row, "explode", ""), model.CodeInvalid},
		"not resumable":   {asking(row, model.ChangeResume, ""), model.CodeIllegalTransition},
		"no such attempt": {model.ChangeRequest{AttemptID: nobody, Kind: model.ChangeRemove}, model.CodeNotFound},
	})
}

// resumes checks that resuming says what it gives, and that a change of an old
// version is refused.
func resumes(t *testing.T, s Changing) {
	// What is stuck in error is what can still be resumed.
	broken := first(t, s, model.Filter{Section: model.SectionStuck, Statuses: []model.AttemptStatus{model.Errored}})
	if p, err := s.PreviewChange(t.Context(), asking(broken, model.ChangeResume, "")); err != nil || p.Word != "" || len(p.Wipes) > 0 || p.Resume == nil || p.Resume.Minutes == 0 {
		t.Errorf("resume: %+v, %v", p, err)
	}
	if done, err := s.ChangeAttempt(t.Context(), asking(broken, model.ChangeResume, "")); err != nil || done.Row == nil || !done.Row.Attempt.ReadyToResume {
		t.Errorf("resumed: %+v, %v", done, err)
	}
	var conflict *model.ConflictError
	if _, err := s.ChangeAttempt(t.Context(), asking(broken, model.ChangeRemove, "")); !errors.As(err, &conflict) {
		t.Errorf("an old version: %v", err)
	}
}

// refusal is a request that is refused, with the code.
type refusal struct {
	request model.ChangeRequest
	want    model.Code
}

func refusals(t *testing.T, s Changing, list map[string]refusal) {
	t.Helper()
	for name, c := range list {
		_, preview := s.PreviewChange(t.Context(), c.request)
		_, change := s.ChangeAttempt(t.Context(), c.request)
		if model.CodeOf(preview) != c.want || model.CodeOf(change) != c.want {
			t.Errorf("%s: %v and %v, want %s", name, preview, change, c.want)
		}
	}
}
