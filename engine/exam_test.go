package engine

import (
	"context"
	"errors"
	"testing"

	"examdesk/model"
)

// brokenService cannot be told anything.
type brokenService struct{}

func (brokenService) SaveExam(context.Context, model.Exam, string) (string, error) {
	return "", errors.New("no route to host")
}

// A service that cannot be told leaves the exam saved and says so; one that
// would have to be told before a change leaves the exam as it is.
func TestServiceThatCannotBeTold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	exam := model.Exam{CourseID: "a/b/c", ContentID: "block", Name: "Quiz", TimeLimitMins: 20, IsProctored: true, IsActive: true, Backend: "proctorco"}
	id, _, err := e.CreateExam(ctx, exam)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.CreateExam(ctx, exam); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("the same block twice: %v", err)
	}
	e.cfg.Service = func(string) model.ProctoringService { return brokenService{} }
	no, name := false, "Quiz 2"
	if _, err := e.UpdateExam(ctx, id, ExamChange{IsProctored: &no}); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("no longer proctored: %v", err)
	}
	if now, err := e.Exam(ctx, id); err != nil || !now.IsProctored {
		t.Errorf("the exam was changed: %+v, %v", now, err)
	}
	if _, err := e.UpdateExam(ctx, id, ExamChange{Name: &name}); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("another name: %v", err)
	}
	if now, err := e.Exam(ctx, id); err != nil || now.Name != "Quiz 2" {
		t.Errorf("the exam is %+v, %v", now, err)
	}
	if _, err := e.UpdateExam(ctx, 1<<40, ExamChange{Name: &name}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("no such exam: %v", err)
	}
}
