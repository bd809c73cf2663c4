package tui

import (
	"context"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
)

const madeError = "The LMS made it error, not verified as was foreseen."

// What came of a decision other than was foreseen is said, of one and of several.
func TestDecidedOtherwise(t *testing.T) {
	t.Parallel()
	otherwise := func(c *fake.Config, _ *Deps) { c.Notice = madeError }
	d := desk(t, 140, 40, otherwise)
	d.press("v", "enter")
	d.wait(testHold + time.Second)
	d.sees(madeError)

	d = desk(t, 140, 40, otherwise)
	d.mark(2)
	d.press("v")
	d.wait(time.Second)
	d.press("enter")
	d.wait(testHold + time.Second)
	d.sees("2 decided as Clean", "The LMS made it error")
	if len(d.marks()) != 0 {
		t.Errorf("%d attempts are still to be decided", len(d.marks()))
	}
}

// A decision of which nobody knows what became of it is not offered to be sent when the
// store answers again: it may have been carried out.
func TestUnsettledDecision(t *testing.T) {
	t.Parallel()
	d := desk(t, 140, 40)
	d.press("v", "enter")
	d.store.SetHook(func(_ context.Context, op fake.Op) error {
		if op == fake.OpDecide {
			return model.Wrap(model.ErrUnsettled, model.CodeUnavailable, "The LMS did not say what became of the decision.")
		}
		return nil
	})
	d.wait(testHold + time.Second)
	d.sees("did not say what became of the decision")
	d.store.SetHook(nil)
	d.wait(time.Minute)
	d.doesNotSee("The store answers again")
	if h := d.m.held.Items; len(h) != 1 || h[0].Problem != "The LMS did not say what became of the decision." {
		t.Errorf("held %+v", h)
	}
}

// A conflict that says more than that the attempt changed says it.
func TestConflictWithItsOwnWords(t *testing.T) {
	t.Parallel()
	d := desk(t, 140, 40)
	row := d.selected()
	d.press("r", "enter")
	d.store.SetHook(func(_ context.Context, op fake.Op) error {
		if op != fake.OpDecide {
			return nil
		}
		e := model.AsConflict(model.Version{Status: row.Attempt.Status}, row)
		e.Message = "The LMS sent the attempt back to second review."
		return e
	})
	d.wait(testHold + time.Second)
	d.sees("you saw", "The LMS sent the attempt back to second review.")
}
