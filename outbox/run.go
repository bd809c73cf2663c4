package outbox

import (
	"context"
	"time"

	"examdesk/guard"
	"examdesk/model"
)

// Run delivers until the context ends: at once what this process writes, soon what
// others write, and again what did not arrive. Each receiver has a lane of its own,
// so that one that is down or slow delays no other. Run returns once no message is
// under way.
func (c *Courier) Run(ctx context.Context) {
	var all guard.Group
	defer func() { c.sayPanic(all.Wait()) }()
	var lanes []chan struct{}
	for _, to := range c.from.Receivers() {
		told := make(chan struct{}, 1)
		lanes = append(lanes, told)
		all.Go("delivering to "+receiverName(to), func() error {
			c.runLane(ctx, to, told)
			return nil
		})
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.from.Told():
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

// receiverName names a receiver within a sentence.
func receiverName(to string) string {
	if to == model.ThePlatform {
		return "the platform"
	}
	return model.Clean(to)
}

// runLane delivers to one receiver. A failure, even a panic, is reported and tried
// again.
func (c *Courier) runLane(ctx context.Context, to string, told <-chan struct{}) {
	bad := 0
	for {
		report, err := guard.Call("delivering to "+receiverName(to), func() (Report, error) { return c.deliverTo(ctx, to) })
		c.sayPanic(err)
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

// rest waits until there may be something to do; it returns false when the context
// ends. While the receiver is down, new messages do not wake it.
func (c *Courier) rest(ctx context.Context, to string, told <-chan struct{}, bad int) bool {
	pause, err := guard.Call("looking for what is due to "+receiverName(to), func() (time.Duration, error) { return c.idle(ctx, to), nil })
	if err != nil {
		c.sayPanic(err)
		pause = pollTime
	}
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

// idle returns the time until the next message to a receiver is due, within bounds.
func (c *Courier) idle(ctx context.Context, to string) time.Duration {
	if c.from.CanDeliver() != nil {
		return pollTime
	}
	at, waiting, err := c.from.NextMessage(ctx, to)
	if err != nil || !waiting {
		return pollTime
	}
	return min(max(at.Sub(c.now()), pollFloor), pollTime)
}
