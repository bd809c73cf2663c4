package conformance

import (
	"context"

	"examdesk/model"
)

func createAttempt(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	exam, user, proctored := tr.id(0), tr.id(1), false
	if k := kwargs(tr.Request.Kwargs); exam == 0 {
		exam, user = k.number("exam_id"), k.number("user_id")
	}
	if len(tr.Request.Args) > 2 {
		proctored, _ = tr.Request.Args[2].(bool)
	}
	return planned(d.engine.CreateAttempt(ctx, exam, user, kwargs(tr.Request.Kwargs).truth("taking_as_proctored", proctored)))
}
