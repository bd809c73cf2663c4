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

func TestWish(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"30": {model.AllowanceAdditionalTime, "30"}, "+45": {model.AllowanceAdditionalTime, "45"}, "x1.5": {model.AllowanceTimeMultiplier, "1.5"},
		"2x": {model.AllowanceTimeMultiplier, "2"}, "* 1.25": {model.AllowanceTimeMultiplier, "1.25"}, "-": {"", ""},
		"30 min": {model.AllowanceAdditionalTime, "30"}, "30.0": {model.AllowanceAdditionalTime, "30"}, "45m": {model.AllowanceAdditionalTime, "45"},
		"+20 minutes": {model.AllowanceAdditionalTime, "20"}, "x1,5": {model.AllowanceTimeMultiplier, "1.5"}, "1,5x": {model.AllowanceTimeMultiplier, "1.5"},
		"may wear a hat": {model.AllowanceReviewPolicyException, "may wear a hat"}, "2 breaks of 10 minutes": {model.AllowanceReviewPolicyException, "2 breaks of 10 minutes"},
	} {
		if key, value, remove, err := wish(text); err != nil || key != want[0] || value != want[1] || remove != (text == "-") {
			t.Errorf("%q is %s %q %v, %v", text, key, value, remove, err)
		}
	}
	for _, text := range []string{"1,5", "1.5", "-5", "30.5", "1 h", "90 sec", "1:30", "150%"} {
		key, value, _, err := wish(text)
		if model.CodeOf(err) != model.CodeInvalid || key != "" || value != "" {
			t.Errorf("%q is %s %q, %v", text, key, value, err)
		}
	}
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
	g.Refuse = model.Errorf(model.CodeInvalid, "That is no number of minutes.")
	d.wait(time.Second)
	d.press("A")
	d.typed("30")
	d.press("enter")
	d.sees("That is no number of minutes.")
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
	if d.m.dialog != nil {
		t.Error("the dialog opened")
	}
	d.sees("keeps no allowances")
}
