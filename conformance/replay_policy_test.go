package conformance

import (
	"context"

	"examdesk/model"
)

func createPolicy(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	k := kwargs(tr.Request.Kwargs)
	id, err := d.engine.CreateReviewPolicy(ctx, k.number("exam_id"), k.number("set_by_user_id"), k.text("review_policy", ""))
	return id, model.Plan{}, err
}

func updatePolicy(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	k := kwargs(tr.Request.Kwargs)
	return nil, model.Plan{}, d.engine.UpdateReviewPolicy(ctx, k.number("exam_id"), k.number("set_by_user_id"), k.text("review_policy", ""))
}

func removePolicy(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	return nil, model.Plan{}, d.engine.RemoveReviewPolicy(ctx, kwargs(tr.Request.Kwargs).number("exam_id"))
}

func policyByExam(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	p, err := d.engine.ReviewPolicy(ctx, tr.id(0))
	if err != nil {
		return nil, model.Plan{}, err
	}
	exam, err := d.engine.Exam(ctx, tr.id(0))
	return map[string]any{
		"id": p.ID, "created": p.Created, "modified": p.Modified, "review_policy": p.Text.Raw(), "proctored_exam": examData(exam),
		"set_by_user": map[string]any{"id": p.SetBy.ID, "username": p.SetBy.Username.Raw(), "email": p.SetBy.Email.Raw()},
	}, model.Plan{}, err
}

// policyText answers the text alone.
func policyText(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	p, err := d.engine.ReviewPolicy(ctx, tr.id(0))
	if model.CodeOf(err) == model.CodeNotFound {
		return nil, model.Plan{}, nil // the original answers None
	}
	return p.Text.Raw(), model.Plan{}, err
}
