package tui

import (
	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/queue"
)

// dialog is the question that is open, nil if none is.
func (d *driver) dialog() host.Screen {
	for _, s := range d.m.stack.screens {
		if s.Place().Layer == host.LayerQuestion && s != host.Screen(d.m.leave) {
			return s
		}
	}
	return nil
}

// over is the page or the line that lies over the ground, nil if none does.
func (d *driver) over() host.Screen {
	for _, s := range d.m.stack.screens {
		if l := s.Place().Layer; l == host.LayerPage || l == host.LayerLine {
			return s
		}
	}
	return nil
}

// overList is the highest of the screens in place of the list, nil if there is none.
func (d *driver) overList() host.Screen {
	for i := len(d.m.stack.screens) - 1; i >= 0; i-- {
		if s := d.m.stack.screens[i]; s.Place().Is(host.Boards) {
			return s
		}
	}
	return nil
}

// open is the attempt that is open as a whole, nil if none is.
func (d *driver) open() *queue.Attempt {
	a, _ := host.Find[*queue.Attempt](d.m)
	return a
}

func (d *driver) attempt() model.AttemptRow {
	d.t.Helper()
	a := d.open()
	if a == nil {
		d.t.Fatalf("no attempt is open:\n%s", d.screen())
	}
	row, _ := a.Row()
	return row
}

func (d *driver) list() *queue.List { return d.m.queue.List() }

func (d *driver) marks() map[int64]model.AttemptRow { return d.m.aim.Marked() }

func (d *driver) targets() []model.AttemptRow { return d.m.aim.Rows() }

// place is where the keys go.
func (d *driver) place() string { return d.m.stack.top().Place().Name }

// previewed is the status that the preview shows.
func (d *driver) previewed() model.AttemptStatus {
	d.t.Helper()
	detail, ok := d.m.queue.Previewed()
	if !ok {
		d.t.Fatalf("there is no preview:\n%s", d.screen())
	}
	return detail.Attempt.Status
}
