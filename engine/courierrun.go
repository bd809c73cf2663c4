package engine

import (
	"context"
	"sync"
	"time"

	"examdesk/model"
)

// Run delivers until the context ends: at once what this process writes, soon
// what others do, and again what did not arrive. Each receiver has a lane of its
// own, so that one that is down or slow holds up no other. It returns when no
// message is under way any more.
func (c *Courier) Run(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	var lanes []chan struct{}
	for _, to := range c.store.Receivers() {
		told := make(chan struct{}, 1)
		lanes = append(lanes, told)
		all.Go(func() { c.runLane(ctx, to, told) })
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.store.Told():
			wake(lanes)
		}
	}
}

// wake tells each lane that something was written.
func wake(lanes []chan struct{}) {
	for _, told := range lanes {
		select {
		case told <- struct{}{}:
		default: // it has not looked yet
		}
	}
}

// runLane delivers to one receiver.
func (c *Courier) runLane(ctx context.Context, to string, told <-chan struct{}) {
	bad := 0
	for {
		report, err := c.deliverTo(ctx, to)
		if err != nil || report.isStuck {
			bad++
		} else {
			bad = 0
		}
		if !c.rest(ctx, to, told, bad) {
			return
		}
	}
}

// rest waits until there may be something to do; false when the context ends.
// While the receiver is down, what is written wakes nobody.
func (c *Courier) rest(ctx context.Context, to string, told <-chan struct{}, bad int) bool {
	pause := c.idle(ctx, to)
	if bad > 0 {
		told = nil
		pause = model.Backoff{First: time.Second, Most: time.Minute}.Wait(bad, c.cfg.Jitter())
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-told:
	case <-timer.C:
	}
	return ctx.Err() == nil
}

// idle is the time until the next message to a receiver is due, within bounds.
func (c *Courier) idle(ctx context.Context, to string) time.Duration {
	if c.store.CanDeliver() != nil {
		return courierPoll
	}
	at, waiting, err := c.store.NextMessage(ctx, to)
	if err != nil || !waiting {
		return courierPoll
	}
	return min(max(at.Sub(c.now()), courierFloor), courierPoll)
}
