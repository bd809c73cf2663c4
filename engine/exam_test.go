package engine

import (
	"context"
	"errors"
	"testing"

	"examdesk/model"
)

// brokenService cannot be told anything.
type brokenService struct{ model.ProctoringService }

func (brokenService) SaveExam(context.Context, model.Exam, *string) (string, error) {
	return "", errors.New("no route to host")
}

// A service that cannot be told leaves the exam saved and says so; one that
// would have to be told before a change leaves the exam as it is.
func TestServiceThatCannotBeTold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	exam := model.Exam{CourseID: "a/b/c", ContentID: "block", Name: "Quiz", TimeLimitMins: 20, IsProctored: true, IsActive: true, Backend: "proctorco"}
	id, _, err := e.api.CreateExam(ctx, exam)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.api.CreateExam(ctx, exam); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("the same block twice: %v", err)
	}
	e.cfg.Service = func(string) model.ProctoringService { return brokenService{} }
	no, name := false, "Quiz 2"
	if _, err := e.api.UpdateExam(ctx, id, model.ExamChange{IsProctored: &no}); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("no longer proctored: %v", err)
	}
	if now, err := e.Exam(ctx, id); err != nil || !now.IsProctored {
		t.Errorf("the exam was changed: %+v, %v", now, err)
	}
	if _, err := e.api.UpdateExam(ctx, id, model.ExamChange{Name: &name}); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("another name: %v", err)
	}
	if now, err := e.Exam(ctx, id); err != nil || now.Name != "Quiz 2" {
		t.Errorf("the exam is %+v, %v", now, err)
	}
	if _, err := e.api.UpdateExam(ctx, 1<<40, model.ExamChange{Name: &name}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("no such exam: %v", err)
	}
}

// A review policy is made once, changed with its former text in the archive,
// and removed by an empty one.
func TestReviewPolicy(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	id, _, err := e.api.CreateExam(ctx, model.Exam{CourseID: "a/b/c", ContentID: "block", Name: "Quiz", TimeLimitMins: 20, IsProctored: true, IsActive: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.api.UpdateReviewPolicy(ctx, id, 1, "text"); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("changing none: %v", err)
	}
	if _, err := e.api.CreateReviewPolicy(ctx, id, 1, "No notes."); err != nil {
		t.Fatal(err)
	}
	if _, err := e.api.CreateReviewPolicy(ctx, id, 1, "Again."); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a second one: %v", err)
	}
	if err := e.api.UpdateReviewPolicy(ctx, id, 2, "Notes."); err != nil {
		t.Fatal(err)
	}
	if p, err := e.ReviewPolicy(ctx, id); err != nil || p.Text != "Notes." || p.SetBy.ID != 2 {
		t.Errorf("the policy is %+v, %v", p, err)
	}
	if err := e.api.UpdateReviewPolicy(ctx, id, 2, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := e.ReviewPolicy(ctx, id); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("after removing it: %v", err)
	}
	if _, err := e.api.CreateReviewPolicy(ctx, 1<<40, 1, "x"); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("for no exam: %v", err)
	}
}

// renamingService answers with its id for an exam that somebody renames while
// it is being told.
type renamingService struct {
	model.ProctoringService
	rename func(id int64)
}

func (s renamingService) SaveExam(_ context.Context, e model.Exam, _ *string) (string, error) {
	if e.ExternalID == "" {
		s.rename(e.ID)
	}
	return "theirs", nil
}

func TestChangeWhileTheServiceIsToldStays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, s := fresh(t, true)
	other := rigOf(t, s, "", Config{Clock: now}).api
	name := "Renamed"
	e.cfg.Service = func(string) model.ProctoringService {
		return renamingService{rename: func(id int64) {
			if _, err := other.UpdateExam(ctx, id, model.ExamChange{Name: &name}); err != nil {
				t.Error(err)
			}
		}}
	}
	id, _, err := e.api.CreateExam(ctx, model.Exam{CourseID: "a/b/c", ContentID: "block", Name: "Quiz", TimeLimitMins: 20, IsProctored: true, IsActive: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := e.Exam(ctx, id); err != nil || got.Name != "Renamed" || got.ExternalID != "theirs" {
		t.Errorf("the exam is %q with the service's id %q, %v", got.Name, got.ExternalID, err)
	}
}
