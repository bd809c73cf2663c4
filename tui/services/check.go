package services

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// Checkups are the last checks of the session, by service.
type Checkups map[string]*Checkup

// Checkup is the last check of a service. A new one cancels the former; its
// lane identifies the answers that are its own.
type Checkup struct {
	view.Checkup
	lane host.Lane
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

// Of returns the last check of a service.
func (cs Checkups) Of(service string) *Checkup {
	c, ok := cs[service]
	if !ok {
		c = &Checkup{many: map[bool]int{}}
		cs[service] = c
	}
	return c
}

// running returns the services that are being checked, by name.
func (cs Checkups) running() []string {
	var out []string
	for name, c := range cs {
		if c.Phase == view.Checking {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func (cs Checkups) stopAll() {
	for _, c := range cs {
		c.stop()
	}
}

// stop ends a check that is under way. What was seen stays.
func (c *Checkup) stop() {
	if c.Phase == view.Checking {
		c.lane.Stop()
		c.Phase = view.CheckStopped
	}
}

// begin starts the checkup afresh.
func (c *Checkup) begin(parent context.Context, live bool, now time.Time) (context.Context, int) {
	before := c.Ended()
	if before != nil {
		kept := *before
		kept.Before = nil
		before = &kept
	}
	c.Checkup = view.Checkup{Phase: view.Checking, Live: live, Of: c.many[live], Began: now, Before: before}
	return c.lane.Begin(parent)
}

// take takes an outcome in, or notes that a check has begun.
func (c *Checkup) take(one model.Check) {
	at := slices.IndexFunc(c.Checks, func(o model.Check) bool { return o.Name == one.Name && o.State == model.CheckRunning })
	if at >= 0 {
		c.Checks[at] = one
		return
	}
	c.Checks = append(c.Checks, one)
}

// end ends the checkup. A check that was begun must have an outcome by now; otherwise
// something is wrong with the check itself.
func (c *Checkup) end(msg checkMsg, zone *time.Location) {
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
func (c *Checkup) remember(now time.Time, zone *time.Location) {
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
// in a command, where it can take its time.
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

// checker checks services. It outlives the screen, and so do the last checks.
type checker struct {
	h      host.Host
	Checks Checkups
	// open reports whether the services are on the stack, where the outcome is told.
	open bool
	// begun is the services of which a check was asked for since nothing was
	// checked; what became of them is told once they are through.
	begun []string
}

// check begins to check a service. Each step is a command of its own, which
// the answer to the one before begins.
func (bs *checker) check(service string, live bool) tea.Cmd {
	if len(bs.Checks.running()) == 0 {
		bs.begun = nil
	}
	if !slices.Contains(bs.begun, service) {
		bs.begun = append(bs.begun, service)
	}
	e := bs.h.Env()
	ctx, run := bs.Checks.Of(service).begin(e.Ctx, live, bs.h.Now())
	p, clock, verifier := &pulled{ctx: ctx}, e.Clock, e.Backends
	return bs.askCheck(p, service, run, func() (checkStep, error) {
		p.began = clock()
		seq, err := verifier.VerifyBackend(ctx, service, model.VerifyOptions{Live: live})
		if err != nil {
			return checkStep{}, err
		}
		p.next, p.stop = iter.Pull(seq)
		return p.read()
	})
}

func (bs *checker) askCheck(p *pulled, service string, run int, question func() (checkStep, error)) tea.Cmd {
	clock := bs.h.Env().Clock
	return host.Ask(bs.h, bs, "checking a proctoring service", question, func(s checkStep, err error) tea.Msg {
		return checkMsg{service: service, run: run, checkStep: s, from: p, began: p.began, at: clock(), err: err}
	})
}

// Take takes a step in and asks for the next one. The sequence of a check that was
// stopped meanwhile is ended, also when the services are no longer open.
func (bs *checker) Take(answer tea.Msg) tea.Cmd {
	msg, ok := answer.(checkMsg)
	if !ok {
		return nil
	}
	c := bs.Checks.Of(msg.service)
	if !c.lane.Awaits(msg.run) {
		return bs.end(msg.from, msg.more)
	}
	if !msg.began.IsZero() {
		c.Began = msg.began
	}
	if msg.more && msg.err == nil {
		c.take(msg.check)
		return bs.askCheck(msg.from, msg.service, msg.run, msg.from.read)
	}
	c.lane.Settle(msg.run)
	c.end(msg, bs.h.Env().Zone)
	return bs.sayChecked()
}

// end ends a sequence in a command: it may take its time.
func (bs *checker) end(p *pulled, open bool) tea.Cmd {
	if !open {
		return nil
	}
	return host.Ask(bs.h, bs, "ending a check of a proctoring service",
		func() (struct{}, error) { p.stop(); return struct{}{}, nil },
		func(struct{}, error) tea.Msg { return nil })
}

// sayChecked describes the outcome once nothing is being checked any more.
func (bs *checker) sayChecked() tea.Cmd {
	if !bs.open || len(bs.Checks.running()) > 0 {
		return nil
	}
	said := bs.outcomes()
	if len(bs.begun) == 1 {
		said = bs.begun[0] + ": " + bs.Checks.Of(bs.begun[0]).Word()
	}
	kind := host.Good
	for _, name := range bs.begun {
		if c := bs.Checks.Of(name); c.Failed() {
			kind = host.Bad
		} else if kind == host.Good && !c.Good() {
			kind = host.Info
		}
	}
	return bs.h.Say(kind, said+".")
}

// outcomes counts the outcomes of the services that were checked together.
func (bs *checker) outcomes() string {
	const unproven model.CheckState = "unproven"
	counts := map[model.CheckState]int{}
	for _, name := range bs.begun {
		c := bs.Checks.Of(name)
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
	return view.Number(len(bs.begun)) + " services: " + strings.Join(parts, ", ")
}
