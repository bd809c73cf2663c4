package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Deps is what the desk is given. Desk is needed; the rest has defaults or may
// be missing, and then what needs it is off and says why.
type Deps struct {
	Desk model.Desk
	// Keeper keeps decisions until the store has confirmed them. Without one
	// nothing can be decided.
	Keeper model.DecisionKeeper
	// Allowances grants and removes; without it the desk shows allowances only.
	Allowances model.AllowanceKeeper
	// Presence is who has which attempt open at other desks; nil where that is not known
	// ([model.NoPresence]).
	Presence model.Presence
	// Part knows how much of an LMS has been read, and reads further; nil where
	// everything is here.
	Part model.PartReader
	// Backends checks proctoring services; without one they cannot be looked at.
	// Several services may be checked at once.
	Backends model.BackendVerifier
	// Open opens the address of a recording in a browser; nil where there is none.
	// Then the address is shown instead.
	Open func(ctx context.Context, url string) error
	// Copy puts a text into the clipboard of the machine that the desk runs on. It
	// is not asked if the desk is Remote.
	Copy func(text string) error
	// CopyByTerminal asks the terminal to copy, which does not say whether it did.
	// Whoever runs the desk fills it in.
	CopyByTerminal func(text string) error
	// Remote reports whether the person sits at another machine than the one that the
	// desk runs on, so that a browser and a clipboard here are not theirs.
	Remote bool
	// Clock returns the time; time.Now by default. It is read outside of Update
	// and View only.
	Clock func() time.Time
	// After delivers a message after a while; a real timer by default. Tests
	// put a clock of their own here.
	After func(d time.Duration, msg tea.Msg) tea.Cmd
	// Zone is where the reviewer sits; UTC by default.
	Zone  *time.Location
	Theme theme.Theme
	// Hold is how long a decision can be undone, as the keeper was told.
	Hold time.Duration
	// Section and Filter say what to open; Filter is in the grammar of
	// [model.ParseFilter].
	Section model.Section
	Filter  string
	// ReadOnly takes the deciding keys away, whatever the store allows.
	ReadOnly     bool
	Capabilities model.Capabilities
	// StoreNote says in a few words what is to be kept in mind of the rows, e.g.
	// how old the copy is that they are read from; empty if nothing is. It does
	// no I/O.
	StoreNote func(now time.Time) string
}

// WithDefaults fills in what may be missing.
func (d Deps) WithDefaults() Deps {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.After == nil {
		d.After = after
	}
	if d.Zone == nil {
		d.Zone = time.UTC
	}
	if !d.Section.IsValid() {
		d.Section = model.SectionNeedsDecision
	}
	return d
}

func after(d time.Duration, msg tea.Msg) tea.Cmd {
	return func() tea.Msg {
		timer := time.NewTimer(d)
		defer timer.Stop()
		<-timer.C
		return msg
	}
}

// DeniedWhy returns the reason why nothing can be decided, empty if it can be.
func (d Deps) DeniedWhy() string {
	switch {
	case d.ReadOnly:
		return "The desk is open for reading only."
	case !d.Capabilities.Decide.OK && d.Capabilities.Decide.Why != "":
		return model.Clean(d.Capabilities.Decide.Why)
	case !d.Capabilities.Decide.OK:
		return "You cannot decide attempts in this store."
	case d.Keeper == nil:
		return "There is no journal to keep decisions in, so none can be taken."
	}
	return ""
}
