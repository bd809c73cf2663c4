package engine

import (
	"context"

	"examdesk/model"
)

// Prerequisites reports where a learner stands with the credit requirements that come
// before an exam; nil if the platform knows nothing about credit (edx-proctoring
// 5.2.0, api.check_prerequisites). Grades do not count, since no learner has them in
// the middle of a course. A learner who declined a requirement also declines the
// exam, which is what the plan describes.
func (e *EdxProctoring) Prerequisites(ctx context.Context, exam model.Exam, userID int64) (*model.Prerequisites, model.Plan, error) {
	credit, err := e.cfg.Platform.CreditState(ctx, userID, exam.CourseID.Raw(), false)
	if err != nil || credit == nil {
		return nil, model.Plan{}, err
	}
	p := model.PrerequisitesOf(credit.Requirements, exam.ContentID.Raw(), "grade")
	if len(p.Declined) > 0 {
		plan, err := e.createAndDecline(ctx, exam.ID, userID)
		return &p, plan, err
	}
	if !p.AreSatisfied() {
		p = p.WithLinks(exam.CourseID.Raw())
	}
	return &p, model.Plan{}, nil
}
