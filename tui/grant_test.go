package tui

import (
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
)

func grantDesk(t *testing.T, g *fake.Grants) *driver {
	t.Helper()
	return desk(t, 120, 40, func(_ *fake.Config, p *Deps) { p.Allowances = g })
}

// What is typed is planned first and done when the plan has been seen; changing
// the text asks for another plan.
func TestGrant(t *testing.T) {
	t.Parallel()
	g := &fake.Grants{}
	d := grantDesk(t, g)
	row := d.selected()
	d.press("A")
	d.sees("Allowances for " + row.Learner.Username.String())
	d.typed("30")
	d.press("enter")
	d.sees("30 more minutes", "120 in all")
	if len(g.Applied) != 0 {
		t.Fatal("it was done before the plan was seen")
	}
	d.typed("0")
	d.doesNotSee("120 in all")
	d.press("enter", "enter")
	if len(g.Planned) != 2 || len(g.Applied) != 1 || g.Applied[0].Wishes[0].Value != "300" || g.Applied[0].Wishes[0].UserID != row.Learner.ID {
		t.Errorf("planned %v, applied %v", g.Planned, g.Applied)
	}
	d.sees("1 allowance changed.", "allowance undo 7")
}

// All marked learners are meant, each pair once; what fails is said, and what
// cannot be planned too.
func TestGrantMarked(t *testing.T) {
	t.Parallel()
	g := &fake.Grants{Conflict: model.Errorf(model.CodeConflict, "It changed meanwhile.")}
	d := grantDesk(t, g)
	d.press(" ", " ", "A")
	d.typed("x1.5")
	d.press("enter")
	d.sees("2 to write")
	d.press("enter")
	d.sees("2 failed, the first: somebody: It changed meanwhile.", "failed: It changed meanwhile.")
	d.press("enter") // closes the results
	g.Refuse = model.Errorf(model.CodeInvalid, "That is not a number of minutes.")
	d.wait(time.Second)
	d.press("A")
	d.typed("30")
	d.press("enter")
	d.sees("That is not a number of minutes.")
	d.press("enter", "esc")
	if len(g.Applied) != 1 {
		t.Errorf("%d were applied", len(g.Applied))
	}
}

// Without somebody who keeps them, the key says why it does nothing.
func TestGrantDenied(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("A")
	if d.dialog() != nil {
		t.Error("the dialog opened")
	}
	d.sees("has no allowances")
}
