package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// SoftwareReady takes the call of a service's software that a learner's session
// is set up (edx-proctoring 5.2.0, callbacks.start_exam_callback): an attempt
// that waits for it is ready to start, and one that runs already is submitted,
// since its learner has begun anew. [model.CodeNotFound] for an unknown code.
func (e *Engine) SoftwareReady(ctx context.Context, code string) (plan model.Plan, err error) {
	err = e.store.Update(ctx, func(tx *store.Tx) error {
		a, err := tx.AttemptByCode(ctx, code)
		switch {
		case err != nil:
			return err
		case a == nil || code == "":
			return model.Errorf(model.CodeNotFound, "There is no attempt with the code %s.", model.Clean(code))
		}
		to := readyStatus(a.Status)
		if to == "" {
			return nil
		}
		plan, err = e.setStatus(ctx, tx, a.ID, to, model.TransitionOptions{}, e.now())
		return err
	})
	return plan, err
}

// readyStatus is what becomes of an attempt, empty if nothing does.
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
