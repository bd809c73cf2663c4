package view

import (
	"strings"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// CheckPhase is how far the check of a service has come.
type CheckPhase int

// The phases. A check that could not be made, or that broke off by itself, has a
// problem; one that was stopped was stopped by a person.
const (
	NotChecked CheckPhase = iota
	Checking
	Checked
	CheckStopped
	CheckBroken
)

// Checkup is the last check of a service in this session.
type Checkup struct {
	Phase CheckPhase
	// Live reports whether it may register something at the service.
	Live   bool
	Checks []model.Check
	// Of is how many checks there were the last time, 0 if that is not known.
	Of    int
	Began time.Time
	Took  time.Duration
	// Problem is why it could not be made.
	Problem string
	// Before is the one that ended last before this one.
	Before *Checkup
}

// Ended returns the checkup that ended last: this one, or the one before; nil if
// none did.
func (c *Checkup) Ended() *Checkup {
	if c.Phase == Checked || c.Phase == CheckBroken {
		return c
	}
	return c.Before
}

// Failed reports whether something keeps the service from working.
func (c *Checkup) Failed() bool {
	return c.Phase == CheckBroken || c.Phase == Checked && model.WorstCheck(c.Checks) == model.CheckFail
}

// Good reports whether all checks passed without a warning.
func (c *Checkup) Good() bool {
	return c.Phase == Checked && model.WorstCheck(c.Checks) == model.CheckPass && !model.Unproven(c.Checks)
}

// done counts the checks that have an outcome.
func (c *Checkup) done() int {
	return len(c.Checks) - c.count(model.CheckRunning)
}

func (c *Checkup) count(s model.CheckState) int {
	n := 0
	for _, one := range c.Checks {
		if one.State == s {
			n++
		}
	}
	return n
}

// Word returns how the service is, as far as it was checked.
func (c *Checkup) Word() string {
	switch c.Phase {
	case Checking:
		return c.progress()
	case Checked:
		return c.outcome()
	case CheckStopped:
		return "stopped, " + Number(c.done()) + " done"
	case CheckBroken:
		return "could not be checked"
	case NotChecked:
	}
	return "not checked yet"
}

func (c *Checkup) progress() string {
	done := c.done()
	switch {
	case done < c.Of:
		return "checking " + Number(done+1) + " of " + Number(c.Of)
	case done == 0:
		return "checking"
	}
	return "checking, " + Number(done) + " done"
}

func (c *Checkup) outcome() string {
	switch model.WorstCheck(c.Checks) {
	case model.CheckFail:
		for _, one := range c.Checks {
			if one.State == model.CheckFail && one.Cause != model.CauseNone {
				return "failed: " + CauseWord(one.Cause)
			}
		}
		return "failed"
	case model.CheckWarn:
		return count(c.count(model.CheckWarn), "warning")
	case model.CheckPass:
		if model.Unproven(c.Checks) {
			return "well, not proved"
		}
		return "well"
	case model.CheckSkip, model.CheckRunning:
	}
	return "nothing was checked"
}

func (c *Checkup) face(g *theme.Glyphs) (string, theme.Role) {
	switch c.Phase {
	case Checking:
		return g.Run, theme.Info
	case Checked:
		if state := model.WorstCheck(c.Checks); state != model.CheckPass || !model.Unproven(c.Checks) {
			return checkFace(state, g)
		}
		return g.Warn, theme.Warn
	case CheckStopped:
		return g.Broken, theme.Warn
	case CheckBroken:
		return g.Bad, theme.Bad
	case NotChecked:
	}
	return g.Off, theme.Dim
}

func checkFace(s model.CheckState, g *theme.Glyphs) (string, theme.Role) {
	switch s {
	case model.CheckRunning:
		return g.Run, theme.Info
	case model.CheckPass:
		return g.Good, theme.Good
	case model.CheckWarn:
		return g.Warn, theme.Warn
	case model.CheckFail:
		return g.Bad, theme.Bad
	case model.CheckSkip:
	}
	return g.Off, theme.Dim
}

// CauseWord returns what keeps a service from working, in plain words.
func CauseWord(c model.CheckCause) string {
	switch c {
	case model.CauseSettings:
		return "wrong settings"
	case model.CauseStore:
		return "no secrets"
	case model.CauseSecret:
		return "wrong secret"
	case model.CauseClock:
		return "wrong clock"
	case model.CauseAddress:
		return "wrong address"
	case model.CauseBlocked:
		return "blocked"
	case model.CauseDown:
		return "down"
	case model.CauseAnswer:
		return "wrong answer"
	case model.CauseNone:
	}
	return model.Clean(strings.ReplaceAll(string(c), "_", " "))
}
