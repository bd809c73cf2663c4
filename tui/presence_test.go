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
	d := desk(t, 120, 40, func(_ *fake.Config, deps *Deps) { deps.Presence = m })
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
