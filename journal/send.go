package journal

import (
	"context"
	"errors"

	"examdesk/model"
)

// Sent is the result of sending a decision that was due.
type Sent struct {
	Held    model.Held
	Decided model.Decided
	Err     error
}

// SendDue sends the decisions that are due, one after another, and returns the result
// of each. It stops when ctx ends; the rest stay due.
func (j *Journal) SendDue(ctx context.Context) []Sent {
	var out []Sent
	for _, h := range j.Due(j.cfg.Clock.Now()) {
		if ctx.Err() != nil {
			return out
		}
		decided, err := j.Send(ctx, h.ID)
		out = append(out, Sent{Held: h, Decided: decided, Err: err})
	}
	return out
}

// Send implements [model.DecisionKeeper]. It does not wait for SendAt: whoever names a
// decision wants it sent. Two simultaneous calls send once and share the answer; a call
// after the store's confirmation repeats the answer.
func (j *Journal) Send(ctx context.Context, id string) (model.Decided, error) {
	f, d, err := j.takeOff(ctx, id)
	if err != nil {
		return model.Decided{}, err
	}
	if d == nil {
		select {
		case <-f.done:
			return f.decided, f.err
		case <-ctx.Done():
			return model.Decided{}, model.Wrap(ctx.Err(), model.CodeUnavailable, "The decision is still on its way to the store.")
		}
	}
	decided, err := j.decider.Decide(ctx, *d)
	j.land(f, id, decided, err)
	return decided, err
}

// takeOff records that a decision is about to be given to the store, with the stamp
// that each further try will use. If it returns no decision, the flight is another
// call's to wait for.
func (j *Journal) takeOff(ctx context.Context, id string) (*flight, *model.Decision, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.ready(ctx); err != nil {
		return nil, nil, err
	}
	e, over, err := j.open(id)
	switch {
	case err != nil && over.kind == kindClosed && over.decided.ID == id:
		return landed(over.decided), nil, nil
	case err != nil:
		return nil, nil, err
	case e.flight != nil && e.flight.sends:
		return e.flight, nil, nil
	case e.flight != nil:
		return nil, nil, model.Errorf(model.CodeConflict, "The decision is about to be withdrawn.")
	case e.taken.By != "" && e.taken.By != j.cfg.Reviewer:
		return nil, nil, model.Errorf(model.CodeDenied,
			"%s took this decision, so it would be recorded under the wrong name. Start with --as %s to send it, or withdraw it.",
			model.Text(e.taken.By), model.Text(e.taken.By))
	}
	rec := record{Kind: kindSending, ID: id, Stamp: e.stamp}
	if rec.Stamp.IsZero() {
		rec.Stamp = j.book.newStamp(e.taken.Request.model(), j.cfg.Clock.Now())
	}
	if err := j.log.append(rec); err != nil {
		problem := writeProblem(err, "The decision was not sent.")
		e.problem = problem.Message
		return nil, nil, problem
	}
	j.book.apply(rec)
	e.flight = newFlight(true)
	d := e.decision()
	return e.flight, &d, nil
}

// landed returns a flight whose answer is already known.
func landed(d model.Decided) *flight {
	f := newFlight(true)
	d.Repeated = true
	f.decided = d
	close(f.done)
	return f
}

// land records the store's answer.
func (j *Journal) land(f *flight, id string, decided model.Decided, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := j.book.open[id]
	e.flight = nil
	if err == nil {
		decided.ID = id
		// Settling what the store has confirmed cannot fail; see settle.
		_ = j.settle(id, outcome{kind: kindClosed, decided: decided})
	} else {
		j.fail(e, err)
	}
	f.decided, f.err = decided, err
	close(f.done)
}

// fail records why a try failed. If that cannot be written, the decision counts when
// read back as one that may have been sent, which is the safe assumption.
func (j *Journal) fail(e *entry, err error) {
	rec := record{Kind: kindFailed, ID: e.taken.ID, Code: codeOf(err)}
	_ = j.log.append(rec)
	j.book.apply(rec)
	e.state, e.problem = model.HeldFailed, sentence(err)
}

// codeOf returns the code of a failed try. One that ran out of time has no answer,
// whatever its code.
func codeOf(err error) model.Code {
	if isTimeout(err) {
		return model.CodeUnavailable
	}
	return model.CodeOf(err)
}

func sentence(err error) string {
	if isTimeout(err) {
		return "The store did not answer in time. Sending the decision again applies it at most once."
	}
	return model.Sentence(err)
}

func isTimeout(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
