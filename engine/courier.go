package engine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"examdesk/guard"
	"examdesk/model"
	"examdesk/store"
)

const (
	// courierBatch is how many messages, each of another attempt, are under way
	// at once.
	courierBatch = 8
	// courierLease is how long they belong to one courier. It is longer than
	// trying them and noting the results can take.
	courierLease    = 2 * time.Minute
	courierPatience = courierLease / 2
	// courierMark is how long noting a result may take after the courier was
	// told to stop.
	courierMark = 10 * time.Second
	// courierPoll is how often it looks for what other processes wrote, and
	// courierFloor how often at most.
	courierPoll  = 15 * time.Second
	courierFloor = 50 * time.Millisecond
)

// CourierConfig is what a courier takes from the outside.
type CourierConfig struct {
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// Jitter is a random number from 0 to 1; Go's own if nil.
	Jitter func() float64
	// Backoff is [model.DefaultBackoff] if zero.
	Backoff model.Backoff
	// By is the person who asked for it; the dispatcher if nobody did.
	By *model.Actor
	// Failed is told of what went wrong in the courier itself, from any goroutine:
	// a panic, after which it goes on; nobody if nil.
	Failed func(error)
}

// Courier takes messages from a store's outbox to a platform, each at least
// once, those about one attempt in order. Any number may work on one store.
type Courier struct {
	*core
	to  model.Deliverer
	cfg CourierConfig
	by  caller
}

// NewCourier returns a courier. The store stays the caller's to close, after
// Run has returned.
func NewCourier(s *store.Store, to model.Deliverer, cfg CourierConfig) *Courier {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Jitter == nil {
		cfg.Jitter = rand.Float64
	}
	if cfg.Backoff == (model.Backoff{}) {
		cfg.Backoff = model.DefaultBackoff()
	}
	if cfg.Failed == nil {
		cfg.Failed = func(error) {}
	}
	c := &Courier{core: &core{store: s, cfg: Config{Clock: cfg.Clock}}, to: to, cfg: cfg, by: caller{Actor: model.Nobody(model.DoorDispatcher)}}
	if cfg.By != nil {
		c.by.Actor = *cfg.By
	}
	return c
}

// DeliveryReport counts what became of the messages that were tried.
type DeliveryReport struct {
	Delivered int
	// Waiting are to be tried again later, Failed were given up.
	Waiting, Failed int
	// Problem is the last reason why one did not arrive; nil if all did.
	Problem error

	refused int  // those of Failed that the receiver would not take
	isStuck bool // of the last batch to one receiver nothing got through
}

func (r *DeliveryReport) add(o DeliveryReport) {
	r.Delivered, r.Waiting, r.Failed, r.refused = r.Delivered+o.Delivered, r.Waiting+o.Waiting, r.Failed+o.Failed, r.refused+o.refused
	if o.Problem != nil {
		r.Problem = o.Problem
	}
}

// stuck tells that messages were tried and the receiver took in none of them.
func (r *DeliveryReport) stuck() bool { return r.Problem != nil && r.Delivered+r.refused == 0 }

// DeliverDue delivers until nothing is due any more, to all receivers at the same
// time. To one that takes in nothing of a batch it stops: it is down, and each
// message would wait for that in vain. An error is the store's; what happened to
// the messages is in the report.
func (c *Courier) DeliverDue(ctx context.Context) (DeliveryReport, error) {
	if err := c.ask(ctx, c.by, model.DeedDeliver, nil, nil); err != nil {
		return DeliveryReport{}, err
	}
	to := c.store.Receivers()
	reports := make([]DeliveryReport, len(to))
	var all guard.Group
	for i, name := range to {
		all.Go("delivering to "+receiverName(name), func() (err error) {
			reports[i], err = c.deliverTo(ctx, name)
			return err
		})
	}
	err := all.Wait()
	var total DeliveryReport
	for _, r := range reports {
		total.add(r)
	}
	return total, errors.Join(err, c.leaveLine(ctx, total))
}

// leaveLine leaves a line of what a person had delivered. The dispatcher, which
// only carries out what people did, leaves none.
func (c *Courier) leaveLine(ctx context.Context, r DeliveryReport) error {
	if c.cfg.By == nil || r.Delivered+r.Failed+r.Waiting == 0 {
		return nil
	}
	said := fmt.Sprintf("%d delivered, %d failed, %d waiting", r.Delivered, r.Failed, r.Waiting)
	return c.do(context.WithoutCancel(ctx), c.by, model.DeedDeliver, nil, func(*store.Tx, model.Actor) ([]line, error) {
		return []line{{subject: model.Subject{Kind: model.SubjectStore}, to: said}}, nil
	})
}

// deliverTo delivers what is due to one receiver.
func (c *Courier) deliverTo(ctx context.Context, to string) (DeliveryReport, error) {
	var total DeliveryReport
	for {
		claim, err := c.claim(ctx, to)
		if err != nil || len(claim.Messages) == 0 {
			return total, err
		}
		batch, err := c.deliverAll(ctx, claim)
		total.add(batch)
		total.isStuck = batch.stuck()
		if err = errors.Join(err, ctx.Err()); err != nil || total.isStuck {
			return total, err
		}
	}
}

// claim takes what is due to a receiver.
func (c *Courier) claim(ctx context.Context, to string) (claim store.Claim, err error) {
	if due, err := c.store.AnyDue(ctx, to, c.now()); err != nil || !due {
		return claim, err
	}
	err = c.note(ctx, func(tx *store.Tx) (err error) {
		claim, err = tx.ClaimMessages(ctx, to, c.now(), courierLease, courierBatch)
		return err
	})
	return claim, err
}

// note writes what the courier knows of messages. They say themselves what became
// of them, so that no line of activity is left.
func (c *Courier) note(ctx context.Context, f func(*store.Tx) error) error {
	return c.do(ctx, c.by, model.DeedDeliver, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) { return nil, f(tx) })
}

func (c *Courier) now() time.Time { return c.cfg.Clock().UTC() }

// deliverAll tries the messages of a claim, all at once.
func (c *Courier) deliverAll(ctx context.Context, claim store.Claim) (DeliveryReport, error) {
	reports := make([]DeliveryReport, len(claim.Messages))
	var all guard.Group
	for i, m := range claim.Messages {
		all.Go(fmt.Sprintf("noting what became of message %d", m.ID), func() (err error) {
			reports[i], err = c.deliver(ctx, claim.Lease, m)
			return err
		})
	}
	err := all.Wait()
	var total DeliveryReport
	for _, r := range reports {
		total.add(r)
	}
	return total, err
}

// deliver tries one message and notes the result, also if it was told to stop
// meanwhile: what has arrived must not be sent again for nothing.
func (c *Courier) deliver(ctx context.Context, lease string, m model.Message) (DeliveryReport, error) {
	try, cancel := context.WithTimeout(ctx, courierPatience)
	err := guard.Do(fmt.Sprintf("delivering message %d", m.ID), func() error { return c.to.Deliver(try, m) })
	cancel()
	panicked := c.sayPanic(err)
	note, stop := context.WithTimeout(context.WithoutCancel(ctx), courierMark)
	defer stop()
	var refused *model.RefusedError
	switch {
	case err == nil:
		return DeliveryReport{Delivered: 1}, c.note(note, func(tx *store.Tx) error { return tx.MarkDelivered(note, m.ID, c.now()) })
	case ctx.Err() != nil && !panicked:
		// Whether it has arrived is not known; it is sent again.
		return DeliveryReport{}, c.note(note, func(tx *store.Tx) error { return tx.ReleaseMessage(note, lease, m.ID) })
	case errors.As(err, &refused):
		return DeliveryReport{Failed: 1, Problem: err, refused: 1},
			c.failed(note, lease, store.Failure{ID: m.ID, Problem: model.Sentence(err), GiveUp: true})
	}
	f := store.Failure{ID: m.ID, Problem: model.Sentence(err), Next: c.now().Add(c.wait(m.Tries+1, err))}
	if f.GiveUp = m.Tries+1 >= c.cfg.Backoff.Tries; f.GiveUp {
		return DeliveryReport{Failed: 1, Problem: err}, c.failed(note, lease, f)
	}
	return DeliveryReport{Waiting: 1, Problem: err}, c.failed(note, lease, f)
}

// sayPanic reports whether the program itself is at fault, and says so.
func (c *Courier) sayPanic(err error) bool {
	var panicked *guard.Panic
	is := errors.As(err, &panicked)
	if is {
		c.cfg.Failed(err)
	}
	return is
}

// failed notes a try that failed.
func (c *Courier) failed(ctx context.Context, lease string, f store.Failure) error {
	return c.note(ctx, func(tx *store.Tx) error { return tx.MarkFailed(ctx, lease, f) })
}

// wait is how long a message waits after a number of tries. A platform may ask
// for more, within bounds.
func (c *Courier) wait(tries int, err error) time.Duration {
	wait := c.cfg.Backoff.Wait(tries, c.cfg.Jitter())
	var later *model.LaterError
	if errors.As(err, &later) {
		wait = max(wait, min(later.After, c.cfg.Backoff.Most))
	}
	return wait
}
