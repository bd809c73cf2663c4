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

// AttemptChanger is the contract of [model.AttemptChanger] where changes are made.
func AttemptChanger(t *testing.T, f Fixture, fresh func(t *testing.T) Changing) {
	s := fresh(t)
	for _, deed := range []model.Deed{model.DeedResume, model.DeedReset, model.DeedRemove, model.DeedSetStatus} {
		f.ask(t, "AttemptChanger", deed, s)
	}
	changes(t, s)
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

// changes checks that a change says what it does, writes nothing before it is
// made, and refuses what someone else has changed in the meantime.
func changes(t *testing.T, s Changing) {
	ask := func(row model.AttemptRow, kind model.ChangeKind, to model.AttemptStatus) model.ChangeRequest {
		return model.ChangeRequest{AttemptID: row.Attempt.ID, Kind: kind, Status: to, Expected: row.Version()}
	}
	resumes(t, s, ask)
	row := first(t, s, model.Filter{Section: model.SectionWaiting})
	p, err := s.PreviewChange(t.Context(), ask(row, model.ChangeRemove, ""))
	if err != nil || p.Word != row.Learner.Username.String() || len(p.Wipes) == 0 || p.To != "" {
		t.Errorf("removal: %+v, %v", p, err)
	}
	if now, err := s.ReadAttempt(t.Context(), row.Attempt.ID); err != nil || !now.Version().Equal(row.Version()) {
		t.Errorf("the preview wrote something: %v", err)
	}
	if done, err := s.ChangeAttempt(t.Context(), ask(row, model.ChangeRemove, "")); err != nil || done.Row != nil {
		t.Errorf("removed: %+v, %v", done, err)
	}
	if _, err := s.ReadAttempt(t.Context(), row.Attempt.ID); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("it is still there: %v", err)
	}
	refusals(t, s, ask)
}

// resumes checks that resuming says what it gives, and that a change of an old
// version is refused.
func resumes(t *testing.T, s Changing, ask func(model.AttemptRow, model.ChangeKind, model.AttemptStatus) model.ChangeRequest) {
	// What is stuck in error is what can still be resumed.
	broken := first(t, s, model.Filter{Section: model.SectionStuck, Statuses: []model.AttemptStatus{model.Errored}})
	if p, err := s.PreviewChange(t.Context(), ask(broken, model.ChangeResume, "")); err != nil || p.Word != "" || len(p.Wipes) > 0 || p.Resume == nil || p.Resume.Minutes == 0 {
		t.Errorf("resume: %+v, %v", p, err)
	}
	if done, err := s.ChangeAttempt(t.Context(), ask(broken, model.ChangeResume, "")); err != nil || done.Row == nil || !done.Row.Attempt.ReadyToResume {
		t.Errorf("resumed: %+v, %v", done, err)
	}
	var conflict *model.ConflictError
	if _, err := s.ChangeAttempt(t.Context(), ask(broken, model.ChangeRemove, "")); !errors.As(err, &conflict) {
		t.Errorf("an old version: %v", err)
	}
}

func refusals(t *testing.T, s Changing, ask func(model.AttemptRow, model.ChangeKind, model.AttemptStatus) model.ChangeRequest) {
	row := first(t, s, model.Filter{Section: model.SectionDecided, OnlyProctored: true})
	for name, c := range map[string]struct {
		request model.ChangeRequest
		want    model.Code
	}{
		"no kind":         {ask(row, "explode", ""), model.CodeInvalid},
		"no status":       {ask(row, model.ChangeStatus, "unheard_of"), model.CodeInvalid},
		"back to start":   {ask(row, model.ChangeStatus, model.Created), model.CodeIllegalTransition},
		"not resumable":   {ask(row, model.ChangeResume, ""), model.CodeIllegalTransition},
		"no practice":     {ask(row, model.ChangeReset, ""), model.CodeIllegalTransition},
		"no such attempt": {model.ChangeRequest{AttemptID: 1 << 40, Kind: model.ChangeRemove}, model.CodeNotFound},
	} {
		_, preview := s.PreviewChange(t.Context(), c.request)
		_, change := s.ChangeAttempt(t.Context(), c.request)
		if model.CodeOf(preview) != c.want || model.CodeOf(change) != c.want {
			t.Errorf("%s: %v and %v, want %s", name, preview, change, c.want)
		}
	}
}
