package api

import (
	"context"
	"sync"
	"time"
)

const (
	// slow is how long an answer may take before the LMS is left alone for longer.
	slow = time.Second
	// share is the part of the time that background requests take: one in ten.
	share = 10
	// maxSlack bounds how much longer than that a slow LMS is left alone.
	maxSlack = 16
	// maxPause bounds one pause of the background.
	maxPause = 10 * time.Minute
)

type backgroundKey struct{}

// Background marks the requests of a context as those that nobody waits for: they take
// at most a tenth of the time, let others go first, and leave a slow LMS alone.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

func isBackground(ctx context.Context) bool {
	is, _ := ctx.Value(backgroundKey{}).(bool)
	return is
}

// pace lets one request go at a time.
type pace struct {
	turn  chan struct{}
	clock func() time.Time
	wait  func(context.Context, time.Duration) error

	mu sync.Mutex
	// people is how many requests wait that somebody waits for.
	people int
	// quiet is until when the background is silent, slack how much longer than its share
	// demands since the LMS is slow.
	quiet time.Time
	slack int
}

func newPace(clock func() time.Time, wait func(context.Context, time.Duration) error) *pace {
	return &pace{turn: make(chan struct{}, 1), clock: clock, wait: wait, slack: 1}
}

// begin waits for a turn. end gives it back.
func (p *pace) begin(ctx context.Context) (end func(), err error) {
	background := isBackground(ctx)
	if background {
		err = p.backgroundTurn(ctx)
	} else {
		err = p.personsTurn(ctx)
	}
	if err != nil {
		return nil, err
	}
	from := p.clock()
	return func() {
		p.took(p.clock().Sub(from), background)
		<-p.turn
	}, nil
}

func (p *pace) personsTurn(ctx context.Context) error {
	p.note(func() { p.people++ })
	defer p.note(func() { p.people-- })
	return p.takeTurn(ctx)
}

func (p *pace) takeTurn(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case p.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *pace) backgroundTurn(ctx context.Context) error {
	for {
		var rest time.Duration
		p.note(func() { rest = p.quiet.Sub(p.clock()) })
		if rest > 0 {
			if err := p.wait(ctx, rest); err != nil {
				return err
			}
			continue // others may have prolonged it
		}
		if err := p.takeTurn(ctx); err != nil {
			return err
		}
		first := false
		p.note(func() { first = p.people > 0 || p.quiet.After(p.clock()) })
		if !first {
			return nil
		}
		<-p.turn
		if err := p.wait(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
}

// took notes how long a request took.
func (p *pace) took(d time.Duration, background bool) {
	p.note(func() {
		switch {
		case d > slow:
			p.slack = min(2*p.slack, maxSlack)
		case background:
			p.slack = 1
		}
		if background || d > slow {
			p.silence(time.Duration(share-1) * d * time.Duration(p.slack))
		}
	})
}

// later keeps the background silent for as long as the LMS asks.
func (p *pace) later(d time.Duration) { p.note(func() { p.silence(d) }) }

func (p *pace) silence(d time.Duration) {
	if until := p.clock().Add(min(d, maxPause)); until.After(p.quiet) {
		p.quiet = until
	}
}

func (p *pace) note(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}
