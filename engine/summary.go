package engine

import (
	"context"

	"examdesk/model"
)

// StatusSummary reports where a learner stands with the exam of a course's block; nil
// if the block has no exam or the learner may not take it as proctored
// (edx-proctoring 5.2.0, api.get_attempt_status_summary). An attempt whose time is
// over is timed out, which is what the plan describes.
func (e *EdxProctoring) StatusSummary(ctx context.Context, userID int64, course, content string) (*model.StatusSummary, model.Plan, error) {
	exam, err := e.ExamByContent(ctx, course, content)
	if model.CodeOf(err) == model.CodeNotFound {
		return nil, model.Plan{}, nil
	}
	if err != nil {
		return nil, model.Plan{}, err
	}
	if !exam.IsProctored {
		s := model.SummaryOf(exam, "")
		return &s, model.Plan{}, nil
	}
	fresh, may, err := e.withoutAttempt(ctx, userID, exam)
	if err != nil || !may {
		return nil, model.Plan{}, err
	}
	row, plan, err := e.CurrentAttempt(ctx, exam.ID, userID)
	if err != nil {
		return nil, model.Plan{}, err
	}
	if row.Attempt.ID != 0 {
		fresh = row.Attempt.Status
	}
	s := model.SummaryOf(exam, fresh)
	return &s, plan, nil
}

// withoutAttempt returns the status of a learner who has not tried a proctored exam,
// and reports whether they may.
func (e standings) withoutAttempt(ctx context.Context, userID int64, exam model.Exam) (model.AttemptStatus, bool, error) {
	if exam.IsPracticeExam {
		return model.Eligible, true, nil
	}
	credit, err := e.cfg.Platform.CreditState(ctx, userID, exam.CourseID.Raw(), true)
	if err != nil {
		return "", false, err
	}
	may, err := e.cfg.Platform.MayTakeProctored(ctx, userID, exam)
	if err != nil || !may {
		return "", false, err
	}
	if credit != nil && model.HasPassed(credit.CourseEnd, e.now()) {
		return model.Expired, true, nil
	}
	return model.Eligible, true, nil
}
