package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// SoftwareReady handles the call of a service's software when a learner's session is
// set up (edx-proctoring 5.2.0, callbacks.start_exam_callback): an attempt that waits
// for it becomes ready to start, and one that is already running is submitted, since
// its learner has begun again. [model.CodeNotFound] for an unknown code.
func (e *Guarded) SoftwareReady(ctx context.Context, code string) (model.Plan, error) {
	return e.softwareReady(ctx, e.caller(), code)
}

// SoftwareReady is [Guarded.SoftwareReady] for a caller whose rights have been
// checked.
func (e *EdxProctoring) SoftwareReady(ctx context.Context, code string) (model.Plan, error) {
	return e.softwareReady(ctx, e.caller(), code)
}

func (e statuses) softwareReady(ctx context.Context, by caller, code string) (plan model.Plan, err error) {
	err = e.do(ctx, by, model.DeedReportReadiness, targets(e).ofCode(code), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		a, err := tx.AttemptByCode(ctx, code)
		switch {
		case err != nil:
			return nil, err
		case a == nil || code == "":
			return nil, model.Errorf(model.CodeNotFound, "There is no attempt with the code %s.", code)
		}
		to := readyStatus(a.Status)
		if to == "" {
			return nil, nil
		}
		plan, err = e.setStatus(ctx, tx, a.ID, to, model.TransitionOptions{}, e.now())
		return []line{planLine(plan.After, plan)}, err
	})
	return plan, err
}

// readyStatus returns the status that an attempt gets; empty if it does not change.
func readyStatus(s model.AttemptStatus) model.AttemptStatus {
	switch s {
	case model.Created, model.DownloadSoftwareClicked:
		return model.ReadyToStart
	case model.Started, model.ReadyToSubmit:
		return model.Submitted
	default:
		return ""
	}
}
