// Package aim works out which attempts a key acts on, the marked ones or, without
// marks, the one being looked at, and why something may not be done to them.
package aim

import (
	"cmp"
	"slices"

	"examdesk/model"
	"examdesk/tui/host"
)

// Subject is a screen on which an attempt is looked at.
type Subject interface {
	// Row returns the attempt that the person looks at.
	Row() (model.AttemptRow, bool)
	// OnScreen returns the line of each attempt that is on the screen.
	OnScreen() map[int64]int
	// Whole reports whether it is one attempt as a whole.
	Whole() bool
}

// Target is an attempt that a key acts on, as the person saw it.
type Target struct {
	Row model.AttemptRow
	// Unseen reports whether it is not on the screen: filtered away, on another page or
	// in another section.
	Unseen bool
}

// Aim is the marks, and what follows from them.
type Aim struct {
	h     host.Host
	marks map[int64]model.AttemptRow
}

// New begins without marks.
func New(h host.Host) *Aim { return &Aim{h: h, marks: map[int64]model.AttemptRow{}} }

// Marked returns the marked attempts as they were when they were marked.
func (a *Aim) Marked() map[int64]model.AttemptRow { return a.marks }

// Any reports whether something is marked.
func (a *Aim) Any() bool { return len(a.marks) > 0 }

// Mark marks an attempt.
func (a *Aim) Mark(row model.AttemptRow) { a.marks[row.Attempt.ID] = row }

// Unmark removes marks.
func (a *Aim) Unmark(ids ...int64) {
	for _, id := range ids {
		delete(a.marks, id)
	}
}

// Clear removes all marks.
func (a *Aim) Clear() { clear(a.marks) }

// Row returns the attempt that the person looks at.
func (a *Aim) Row() (model.AttemptRow, bool) {
	if s, ok := host.Find[Subject](a.h); ok {
		return s.Row()
	}
	return model.AttemptRow{}, false
}

// OnScreen returns the line of each attempt that is on the screen.
func (a *Aim) OnScreen() map[int64]int {
	if s, ok := host.Find[Subject](a.h); ok {
		return s.OnScreen()
	}
	return nil
}

// Targets returns the attempts that a key acts on. Those that are out of sight come first, so that
// no one confirms them without having read their names.
func (a *Aim) Targets() []Target {
	if !a.Any() {
		if row, ok := a.Row(); ok {
			return []Target{{Row: row}}
		}
		return nil
	}
	line := a.OnScreen()
	out := make([]Target, 0, len(a.marks))
	for id, row := range a.marks {
		_, seen := line[id]
		out = append(out, Target{row, !seen})
	}
	slices.SortFunc(out, func(a, b Target) int {
		if a.Unseen != b.Unseen {
			if a.Unseen {
				return -1
			}
			return 1
		}
		x, y := a.Row.Attempt.ID, b.Row.Attempt.ID
		if !a.Unseen {
			return cmp.Compare(line[x], line[y])
		}
		return cmp.Or(a.Row.Attempt.Modified.Compare(b.Row.Attempt.Modified), cmp.Compare(x, y))
	})
	return out
}

// Rows returns the attempts of [Aim.Targets].
func (a *Aim) Rows() []model.AttemptRow {
	targets := a.Targets()
	rows := make([]model.AttemptRow, 0, len(targets))
	for _, t := range targets {
		rows = append(rows, t.Row)
	}
	return rows
}

// NoRow returns why there is no attempt to act on, empty if there is one.
func (a *Aim) NoRow() string {
	if _, ok := a.Row(); !ok {
		return "There is no attempt here."
	}
	return ""
}

// NoMarks returns why no mark can be removed.
func (a *Aim) NoMarks() string {
	if !a.Any() {
		return "Nothing is marked."
	}
	return ""
}

// Unclear returns why it is unclear what a key acts on: there is no attempt, or the
// open one is not among the marked ones.
func (a *Aim) Unclear() string {
	if s, ok := host.Find[Subject](a.h); ok && s.Whole() && a.Any() {
		row, _ := s.Row()
		if _, marked := a.marks[row.Attempt.ID]; !marked {
			return model.Counted(len(a.marks), "attempt") + " marked, and this one is not among them: U removes the marks, esc goes back to the list."
		}
	}
	if !a.Any() {
		return a.NoRow()
	}
	return ""
}

// Several returns the reason why a key that works on one attempt does not, with several
// marked.
func (a *Aim) Several() string {
	if len(a.marks) > 1 {
		return "This works on one attempt at a time, and " + model.Counted(len(a.marks), "attempt") + " are marked: U removes the marks."
	}
	return ""
}

// DeniedAt returns why the person may not do a deed to an attempt.
func (a *Aim) DeniedAt(deed model.Deed, row model.AttemptRow) string {
	rights := a.h.Env().Capabilities.Rights
	if rights.Actor.Door == "" {
		return "" // the store does not say in advance
	}
	return rights.Can(deed, rights.At(row.Exam, row.Attempt.UserID)).Why
}

// Denied returns why the person may not do a deed to any of the attempts that are meant,
// such as their own; the store asks the same table again.
func (a *Aim) Denied(deed model.Deed) string {
	why := ""
	for _, row := range a.Rows() {
		if why = a.DeniedAt(deed, row); why == "" {
			return ""
		}
	}
	return why
}

// Cannot returns why a deed cannot be done to the attempts that are meant. Unlike
// decisions, changes need no journal.
func (a *Aim) Cannot(deed model.Deed) string {
	e := a.h.Env()
	if e.ReadOnly || !e.Capabilities.Decide.OK {
		return e.DeniedWhy()
	}
	if may := e.Capabilities.Can(deed); !may.OK {
		return may.Why
	}
	if why := a.Unclear(); why != "" {
		return why
	}
	return a.Denied(deed)
}

// NoneOf returns the reason if a deed cannot be done, or if none of the attempts is what
// it takes.
func (a *Aim) NoneOf(deed model.Deed, is func(model.AttemptRow) bool, why string) string {
	if denied := a.Cannot(deed); denied != "" {
		return denied
	}
	if !slices.ContainsFunc(a.Rows(), is) {
		return why
	}
	return ""
}
