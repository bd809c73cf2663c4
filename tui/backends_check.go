package tui

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/view"
)

// checkups are the last checks of the session, by service.
type checkups map[string]*checkup

// checkup is the last check of a service. A new one cancels the former; its
// lane tells which answers are its own.
type checkup struct {
	view.Checkup
	lane lane
	// many is how many checks a plain and a live one came to.
	many map[bool]int
	// proven is what live checks of the session found, with when.
	proven []provenCheck
}

// provenCheck is an outcome of a live check that a plain one leaves out.
type provenCheck struct {
	model.Check
	at time.Time
}

func (cs checkups) of(service string) *checkup {
	c, ok := cs[service]
	if !ok {
		c = &checkup{many: map[bool]int{}}
		cs[service] = c
	}
	return c
}

// running are the services that are being checked, by name.
func (cs checkups) running() []string {
	var out []string
	for name, c := range cs {
		if c.Phase == view.Checking {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func (cs checkups) stopAll() {
	for _, c := range cs {
		c.stop()
	}
}

// stop ends a check that is under way. What was seen stays.
func (c *checkup) stop() {
	if c.Phase == view.Checking {
		c.lane.stop()
		c.Phase = view.CheckStopped
	}
}

// begin begins anew.
func (c *checkup) begin(parent context.Context, live bool, now time.Time) (context.Context, int) {
	before := c.Ended()
	if before != nil {
		kept := *before
		kept.Before = nil
		before = &kept
	}
	c.Checkup = view.Checkup{Phase: view.Checking, Live: live, Of: c.many[live], Began: now, Before: before}
	return c.lane.begin(parent)
}

// take takes an outcome in, or notes that a check has begun.
func (c *checkup) take(one model.Check) {
	at := slices.IndexFunc(c.Checks, func(o model.Check) bool { return o.Name == one.Name && o.State == model.CheckRunning })
	if at >= 0 {
		c.Checks[at] = one
		return
	}
	c.Checks = append(c.Checks, one)
}

// end takes in that there is no more. Checks that were begun have outcomes by
// now, or something is wrong with the check itself.
func (c *checkup) end(msg checkMsg, zone *time.Location) {
	c.Phase, c.Before = view.Checked, nil
	if !msg.began.IsZero() {
		c.Took = msg.at.Sub(c.Began)
	}
	at := slices.IndexFunc(c.Checks, func(o model.Check) bool { return o.State == model.CheckRunning })
	switch {
	case msg.err != nil:
		c.Phase, c.Problem = view.CheckBroken, model.Sentence(msg.err)
	case at >= 0:
		c.Phase, c.Problem = view.CheckBroken, "The check ended before "+model.Clean(c.Checks[at].Name)+" had an outcome."
	default:
		c.many[c.Live] = len(c.Checks)
		c.remember(msg.at, zone)
	}
}

// remember keeps what a live check found, and recalls it where a plain one leaves
// it open: that a secret was refused is not forgotten because it was not tried
// again.
func (c *checkup) remember(now time.Time, zone *time.Location) {
	if c.Live {
		c.proven = nil
		for _, one := range c.Checks {
			if one.State == model.CheckPass || one.State == model.CheckFail {
				c.proven = append(c.proven, provenCheck{one, now})
			}
		}
		return
	}
	for _, p := range c.proven {
		c.Checks = model.Recall(c.Checks, p.Check, "at the live check of "+p.at.In(zone).Format("15:04 MST")+": ")
	}
}

// pulled is a sequence of checks that is read one at a time. One command or one
// message holds it at any moment, so it needs no lock.
type pulled struct {
	ctx   context.Context
	began time.Time
	next  func() (model.Check, bool)
	stop  func()
}

// checkStep is what a command read of a sequence.
type checkStep struct {
	check model.Check
	more  bool
}

// checkMsg is a check that has begun or ended, or the end of them all.
type checkMsg struct {
	service string
	run     int
	checkStep
	from      *pulled
	began, at time.Time
	err       error
}

// read reads one check. A sequence that nobody waits for any more is ended
// where it can take its time.
func (p *pulled) read() (checkStep, error) {
	if err := p.ctx.Err(); err != nil {
		p.stop()
		return checkStep{}, err
	}
	check, more := p.next()
	if !more || p.ctx.Err() != nil {
		p.stop()
	}
	return checkStep{check, more}, nil
}

// check begins to check a service. Each step is a command of its own, which
// the answer to the one before begins.
func (m *root) check(service string, live bool) tea.Cmd {
	b, ok := m.board.(*backends)
	if !ok {
		return nil
	}
	if len(b.checks.running()) == 0 {
		b.begun = nil
	}
	if !slices.Contains(b.begun, service) {
		b.begun = append(b.begun, service)
	}
	b.top = 0
	ctx, run := b.checks.of(service).begin(m.ctx, live, m.now)
	p, clock, verifier := &pulled{ctx: ctx}, m.Clock, m.Backends
	return m.askCheck(p, service, run, func() (checkStep, error) {
		p.began = clock()
		seq, err := verifier.VerifyBackend(ctx, service, model.VerifyOptions{Live: live})
		if err != nil {
			return checkStep{}, err
		}
		p.next, p.stop = iter.Pull(seq)
		return p.read()
	})
}

func (m *root) askCheck(p *pulled, service string, run int, question func() (checkStep, error)) tea.Cmd {
	clock := m.Clock
	return ask(m.env, "checking a proctoring service", question, func(s checkStep, err error) tea.Msg {
		return checkMsg{service: service, run: run, checkStep: s, from: p, began: p.began, at: clock(), err: err}
	})
}

// checked takes a step in and asks for the next one. The sequence of a check
// that was stopped meanwhile is ended.
func (m *root) checked(msg checkMsg) tea.Cmd {
	c := m.checks.of(msg.service)
	if !c.lane.awaits(msg.run) {
		return msg.from.end(m.env, msg.more)
	}
	m.dirty = true
	if !msg.began.IsZero() {
		c.Began = msg.began
	}
	if msg.more && msg.err == nil {
		c.take(msg.check)
		return m.askCheck(msg.from, msg.service, msg.run, msg.from.read)
	}
	c.lane.settle(msg.run)
	c.end(msg, m.Zone)
	return m.sayChecked()
}

// end ends a sequence in a command: it may take its time.
func (p *pulled) end(e *env, open bool) tea.Cmd {
	if !open {
		return nil
	}
	return ask(e, "ending a check of a proctoring service",
		func() (struct{}, error) { p.stop(); return struct{}{}, nil },
		func(struct{}, error) tea.Msg { return nil })
}

// sayChecked says what came out once nothing is being checked any more.
func (m *root) sayChecked() tea.Cmd {
	b, ok := m.board.(*backends)
	if !ok || len(b.checks.running()) > 0 {
		return nil
	}
	said := b.outcomes()
	if len(b.begun) == 1 {
		said = b.begun[0] + ": " + b.checks.of(b.begun[0]).Word()
	}
	kind := noteGood
	for _, name := range b.begun {
		if c := b.checks.of(name); c.Failed() {
			kind = noteBad
		} else if kind == noteGood && !c.Good() {
			kind = noteInfo
		}
	}
	return m.say(kind, said+".")
}

// outcomes counts what came out of the services that were checked together.
func (b *backends) outcomes() string {
	const unproven model.CheckState = "unproven"
	counts := map[model.CheckState]int{}
	for _, name := range b.begun {
		c := b.checks.of(name)
		state := model.WorstCheck(c.Checks)
		switch {
		case c.Failed():
			state = model.CheckFail
		case c.Phase != view.Checked:
			state = model.CheckSkip
		case state == model.CheckPass && model.Unproven(c.Checks):
			state = unproven
		}
		counts[state]++
	}
	var parts []string
	for _, one := range []struct {
		state model.CheckState
		word  string
	}{{model.CheckPass, " well"}, {unproven, " well, but not proved"}, {model.CheckWarn, " with warnings"}, {model.CheckFail, " failed"}, {model.CheckSkip, " not checked"}} {
		if n := counts[one.state]; n > 0 {
			parts = append(parts, view.Number(n)+one.word)
		}
	}
	return view.Number(len(b.begun)) + " services: " + strings.Join(parts, ", ")
}

// haltChecks stops the check of the chosen service or else all others that are
// under way; none if none is.
func (b *backends) haltChecks() (names []string, live bool) {
	names = b.checks.running()
	if s, ok := b.chosen(); ok && slices.Contains(names, s.Name) {
		names = []string{s.Name}
	}
	for _, name := range names {
		c := b.checks.of(name)
		live = live || c.Live
		c.stop()
	}
	return names, live
}
