package tui

import (
	"context"
	"slices"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
)

// meeting is what others have open, and what this desk said that it has.
type meeting struct {
	others []model.Attendance
	said   []int64
}

func (m *meeting) Attend(_ context.Context, id int64) error {
	if len(m.said) == 0 || m.said[len(m.said)-1] != id {
		m.said = append(m.said, id)
	}
	return nil
}

func (m *meeting) Others() []model.Attendance { return m.others }

// Who has an attempt open at another desk is shown in its row, and what is open here is
// said to them.
func TestPresenceIsShown(t *testing.T) {
	t.Parallel()
	m := &meeting{}
	d := desk(t, 160, 40, func(_ *fake.Config, deps *Deps) { deps.Presence = m })
	row := d.selected().Attempt.ID
	m.others = []model.Attendance{{AttemptID: row, Username: "m.lind"}, {AttemptID: row, Username: "\x1b[2Jx"}, {AttemptID: row, Username: "m.lind"}}
	d.wait(2 * time.Second)
	d.sees("open: m.lind, x")
	d.doesNotSee("x, m.lind")
	d.doesNotSee("\x1b[2J")
	m.others = nil
	d.wait(2 * time.Second)
	d.doesNotSee("open: ")
	d.press("enter")
	d.wait(2 * time.Second)
	d.press("esc")
	d.wait(2 * time.Second)
	if !slices.Equal(m.said, []int64{0, row, 0}) {
		t.Errorf("said %v, want that %d was open and closed", m.said, row)
	}
}

// A decision that did not reach the store is asked about when the store answers again,
// and not sent by itself.
func TestLostStoreComesBack(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	row := d.selected()
	d.press("r", "enter")
	d.store.SetHook(func(context.Context, fake.Op) error {
		return model.Errorf(model.CodeUnavailable, "The server cannot be reached.")
	})
	d.wait(testHold + 3*time.Second)
	d.sees("The server cannot be reached.", "t try again")
	d.store.SetHook(nil)
	d.wait(3 * time.Second)
	d.sees("The store answers again: t sends the decision, w withdraws it.")
	if now, _ := d.store.Row(row.Attempt.ID); now.Attempt.Status != model.SecondReviewRequired {
		t.Errorf("it was sent: %s", now.Attempt.Status)
	}
	d.press("t")
	d.wait(time.Second)
	if now, _ := d.store.Row(row.Attempt.ID); now.Attempt.Status != model.Rejected {
		t.Errorf("the attempt is %s", now.Attempt.Status)
	}
}
