package tui

import (
	"context"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
)

// The desk's own requests end with it. What writes does not: a decision that is
// being taken down, sent or taken back, and a change, go through to the end
// though the desk closes in the middle of it.
func TestWritesOutliveTheDesk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		op   fake.Op
		keys []string
		done func(d *driver, row model.AttemptRow) bool
	}{
		"taking down": {fake.OpHold, []string{"r", "enter"}, func(d *driver, _ model.AttemptRow) bool { return len(d.keeper.Kept()) == 1 }},
		"sending": {fake.OpSend, []string{"r", "enter"}, func(d *driver, row model.AttemptRow) bool {
			now, _ := d.store.Row(row.Attempt.ID)
			return now.Attempt.Status == model.Rejected
		}},
		"taking back": {fake.OpWithdraw, []string{"r", "enter", "u"}, func(d *driver, _ model.AttemptRow) bool { return len(d.keeper.Kept()) == 0 }},
		"changing": {fake.OpChange, []string{"S", "v", "e", "r", "i", "f", "enter", "enter"}, func(d *driver, row model.AttemptRow) bool {
			now, _ := d.store.Row(row.Attempt.ID)
			return now.Attempt.Status == model.Verified
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := desk(t, 120, 40)
			ctx, closed := context.WithCancel(t.Context())
			defer closed()
			d.m.env.Ctx = ctx
			cut := false
			d.store.SetHook(func(_ context.Context, op fake.Op) error {
				if op == c.op {
					cut = true
					closed()
				}
				return nil
			})
			row := d.selected()
			for _, key := range c.keys {
				d.press(key)
				d.wait(time.Second)
			}
			if c.op == fake.OpSend {
				d.wait(testHold)
			}
			if !cut {
				t.Fatalf("nothing was on its way:\n%s", d.screen())
			}
			if !c.done(d, row) {
				t.Errorf("%s was cut when the desk closed", name)
			}
		})
	}
}
