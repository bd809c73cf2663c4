package tui

import (
	"context"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
	"examdesk/tui/onboarding"
)

// boardDesk is a desk with the onboarding of STAT101 open.
func boardDesk(t *testing.T, width, height int, options ...option) *driver {
	t.Helper()
	d := desk(t, width, height, options...)
	d.press("O")
	d.typed("stat")
	d.press("enter")
	d.wait(time.Second)
	return d
}

func TestOnboardingBoard(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("j", "j")
	before := d.selected().Attempt.ID
	d.press("O")
	d.sees("practice exam at test", "no practice exam")
	d.doesNotSee("▸ all courses")
	d.typed("stat")
	d.press("enter")
	d.sees("All 60", "Submitted", "approved elsewhere", "LAW220", "in 365 days", "expires Sat 20 Nov 2027")
	d.press("tab")
	d.sees("Expiring", "▲ ")
	d.press("tab")
	d.doesNotSee("rejected ")
	d.press("1", "/")
	d.typed("rejected")
	d.press("down", "enter")
	d.sees("✗ rejected", "2 of ")
	d.press("esc", "esc")
	if d.overList() != nil || d.selected().Attempt.ID != before {
		t.Errorf("the queue is not as it was:\n%s", d.screen())
	}
}

// Enter shows the learner's attempts, whatever their section.
func TestOnboardingLearner(t *testing.T) {
	t.Parallel()
	d := boardDesk(t, 120, 40)
	d.press("j", "enter")
	d.wait(time.Second)
	if d.overList() != nil || d.m.queue.Section() != model.SectionAll || d.m.queue.Rows().Learner() != "b_kowalski" {
		t.Errorf("learner %q in %s:\n%s", d.m.queue.Rows().Learner(), d.m.queue.Section(), d.screen())
	}
	d.sees("b_kowalski")
	d.press("O")
	o, ok := d.overList().(*onboarding.Screen)
	if !ok || o.At != 1 {
		t.Errorf("O does not go back to the board:\n%s", d.screen())
	}
}

func TestOnboardingFaces(t *testing.T) {
	t.Parallel()
	d := desk(t, 100, 30)
	d.press("c")
	d.typed("law")
	d.press("enter", "O")
	d.sees("so it has no", "c shows another course")
	d.press("c")
	d.typed("stat")
	d.late = true
	d.press("enter")
	d.sees("Loading the onboarding of STAT101")
	d.press("esc")
	d.release(false)
	if d.overList() != nil {
		t.Fatal("a late answer opened the board")
	}
	for code, says := range map[model.Code]string{model.CodeUnavailable: "tries again", model.CodeDenied: "You have no access to this"} {
		d = desk(t, 100, 30, func(_ *fake.Config, p *Deps) { p.Filter = "course:course-v1:NU+STAT101+2026" })
		d.store.SetHook(func(_ context.Context, op fake.Op) error {
			if op == fake.OpBoard {
				return model.Errorf(code, "No board.")
			}
			return nil
		})
		d.press("O")
		d.sees("No board.", says)
		d.press("enter", "tab", "1", "/", "j", "esc")
		d.fit()
	}
	d = boardDesk(t, 100, 30)
	d.press("/")
	d.typed("zzz")
	d.sees("No learner here matches zzz.")
}

// Of what came for a board that was closed, nothing reaches the next one.
func TestOnboardingLate(t *testing.T) {
	t.Parallel()
	d := desk(t, 100, 30, func(_ *fake.Config, p *Deps) { p.Filter = "course:course-v1:NU+STAT101+2026" })
	d.late = true
	d.press("O", "q", "O")
	d.store.SetHook(func(context.Context, fake.Op) error { return model.Errorf(model.CodeUnavailable, "Late.") })
	waiting := d.waiting
	d.waiting = nil
	d.late = false
	d.store.SetHook(nil)
	d.run(waiting[len(waiting)-1])
	d.store.SetHook(func(context.Context, fake.Op) error { return model.Errorf(model.CodeUnavailable, "Late.") })
	for _, cmd := range waiting[:len(waiting)-1] {
		d.run(cmd)
	}
	d.sees("All 60")
	d.doesNotSee("Late.")
}
