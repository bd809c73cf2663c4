package outbox

import (
	"context"
	"encoding/json"
	"errors"

	"examdesk/model"
)

// Receivers delivers each message to the right receiver: what a proctoring service is
// to be told goes to the service, if it is told directly, and everything else to the
// platform.
type Receivers struct {
	// Platform is nil if none is attached.
	Platform model.Deliverer
	// Service returns a service that is told directly; nil for any other.
	Service func(name string) model.ProctoringService
}

var _ model.Deliverer = Receivers{}

// told is what a message says about an attempt at a service. Messages of earlier
// versions do not name the service; they are for the platform.
type told struct {
	Backend string `json:"backend"`
	Exam    string `json:"exam_external_id"`
	Attempt string `json:"attempt_external_id"`
	Method  string `json:"value"`
}

// Deliver implements [model.Deliverer].
func (r Receivers) Deliver(ctx context.Context, m model.Message) error {
	if m.Kind == model.EffectBackend && r.Service != nil {
		var t told
		if err := json.Unmarshal(m.Payload, &t); err != nil {
			return model.Wrap(err, model.CodeInternal, "The body of message %d is not valid; it cannot be delivered.", m.ID)
		}
		if s := r.Service(t.Backend); t.Backend != "" && s != nil {
			return t.tell(ctx, s)
		}
	}
	if r.Platform == nil {
		return model.Errorf(model.CodeUnavailable, "No platform is configured to receive the message; configure its webhook.")
	}
	return r.Platform.Deliver(ctx, m)
}

// tell sends the message to the service. Sending it twice changes nothing there. A message that the
// service will never accept is not tried again.
func (t told) tell(ctx context.Context, s model.ProctoringService) error {
	status, remove, ok := model.StatusOfCall(t.Method)
	if !ok {
		return model.Wrap(&model.RefusedError{}, model.CodeUnsupported, "There is no way to tell the proctoring service %s about %q.", t.Backend, t.Method)
	}
	var err error
	if remove {
		// The attempt's row is already gone, so an answer without a confirmation is
		// as good as any.
		if err = s.RemoveAttempt(ctx, t.Exam, t.Attempt); errors.Is(err, model.ErrNotConfirmed) {
			err = nil
		}
	} else if f, follows := s.(model.AttemptFollower); follows {
		err = f.SetAttemptStatus(ctx, t.Exam, t.Attempt, status)
	}
	var answer *model.VendorError
	if errors.As(err, &answer) && !answer.Passing() {
		return model.Wrap(errors.Join(&model.RefusedError{Status: answer.Status}, err), model.CodeDenied,
			"The proctoring service %s refused the message (status %d).", t.Backend, answer.Status)
	}
	return err
}
