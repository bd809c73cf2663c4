package outbox

import (
	"context"
	"encoding/json"
	"errors"

	"examdesk/model"
)

// Receivers brings each message to whom it is for: what a proctoring service is
// to be told to the service, if it is told directly, and all else to the
// platform.
type Receivers struct {
	// Platform is nil if none is attached.
	Platform model.Deliverer
	// Service returns a service that is told directly, nil for any other.
	Service func(name string) model.ProctoringService
}

var _ model.Deliverer = Receivers{}

// told is what a message says of an attempt at a service. Messages of earlier
// versions do not name it: they are the platform's.
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
			return model.Wrap(err, model.CodeInternal, "Message %d cannot be read.", m.ID)
		}
		if s := r.Service(t.Backend); t.Backend != "" && s != nil {
			return t.tell(ctx, s)
		}
	}
	if r.Platform == nil {
		return model.Errorf(model.CodeUnavailable, "No platform is configured that could be told.")
	}
	return r.Platform.Deliver(ctx, m)
}

// tell tells the service. It may be told the same again, which changes nothing
// there. What it will not hear, whatever is done, is not tried again.
func (t told) tell(ctx context.Context, s model.ProctoringService) error {
	status, remove, ok := model.StatusOfCall(t.Method)
	if !ok {
		return model.Wrap(&model.RefusedError{}, model.CodeUnsupported, "The proctoring service %s cannot be told of %q.", model.Clean(t.Backend), model.Clean(t.Method))
	}
	var err error
	if remove {
		// The attempt's row is gone already: an answer that confirms nothing is as
		// good as any.
		if err = s.RemoveAttempt(ctx, t.Exam, t.Attempt); errors.Is(err, model.ErrNotConfirmed) {
			err = nil
		}
	} else if f, follows := s.(model.AttemptFollower); follows {
		err = f.SetAttemptStatus(ctx, t.Exam, t.Attempt, status)
	}
	var answer *model.VendorError
	if errors.As(err, &answer) && !answer.Passing() {
		return model.Wrap(errors.Join(&model.RefusedError{Status: answer.Status}, err), model.CodeDenied,
			"The proctoring service %s refused to be told (status %d).", model.Clean(t.Backend), answer.Status)
	}
	return err
}
