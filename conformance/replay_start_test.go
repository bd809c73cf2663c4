package conformance

import (
	"context"

	"examdesk/model"
)

func startAttempt(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	exam, user := tr.id(0), tr.id(1)
	return planned(d.engine.StartAttempt(ctx, exam, user))
}

func startByCode(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	code, _ := tr.Request.Args[0].(string)
	return planned(d.engine.StartAttemptByCode(ctx, code))
}

func planned(id int64, plan model.Plan, err error) (any, model.Plan, error) { return id, plan, err }

// statusOf is a call that is update_attempt_status with a fixed status.
func statusOf(to model.AttemptStatus) operation {
	return func(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
		plan, err := d.engine.UpdateAttemptStatus(ctx, tr.id(0), to, model.TransitionOptions{})
		return tr.id(0), plan, err
	}
}
