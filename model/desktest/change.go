package desktest

import (
	"errors"
	"testing"

	"examdesk/model"
)

// card looks that a learner's card has words for each exam and changes nothing.
func card(t *testing.T, s Subject) {
	row := first(t, s, model.Filter{Section: model.SectionNeedsDecision})
	c, err := s.ReadLearner(t.Context(), row.Learner.ID)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, course := range c.Courses {
		for _, x := range course.Exams {
			if x.Standing.Where == "" || x.Standing.Next == "" {
				t.Errorf("%s says nothing: %+v", x.Exam.Name, x.Standing)
			}
			for _, a := range x.Attempts {
				found = found || a.Attempt.ID == row.Attempt.ID
			}
		}
	}
	if !found || len(c.Timeline) == 0 || c.Learner.Username != row.Learner.Username {
		t.Errorf("the card of %s lacks the attempt or what happened", row.Learner.Username)
	}
	for i := 1; i < len(c.Timeline); i++ {
		if c.Timeline[i].At.After(c.Timeline[i-1].At) {
			t.Fatalf("entry %d of the timeline is newer than the one before", i)
		}
	}
	if now, err := s.ReadAttempt(t.Context(), row.Attempt.ID); err != nil || !now.Version().Equal(row.Version()) {
		t.Errorf("reading the card changed the attempt: %v", err)
	}
	if _, err := s.ReadLearner(t.Context(), 1<<40); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("no such learner: %v", err)
	}
}

func first(t *testing.T, s Subject, f model.Filter) model.AttemptRow {
	t.Helper()
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{Filter: f, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempts: %v", err)
	}
	return page.Rows[0]
}

// changes checks that a change says what it does, writes nothing before it is
// made, and refuses what someone else has changed in the meantime.
func changes(t *testing.T, s Subject) {
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
func resumes(t *testing.T, s Subject, ask func(model.AttemptRow, model.ChangeKind, model.AttemptStatus) model.ChangeRequest) {
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

func refusals(t *testing.T, s Subject, ask func(model.AttemptRow, model.ChangeKind, model.AttemptStatus) model.ChangeRequest) {
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
