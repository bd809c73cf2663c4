// Package outbox delivers the messages of a store's outbox to a platform and to the
// proctoring services that are told directly. It uses the store as
// [model.OutboxDispatcher] and knows no particular kind of store.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"examdesk/guard"
	"examdesk/model"
)

const (
	// batchSize is the number of messages, each about another attempt, that are under
	// way at once.
	batchSize = 8
	// leaseTime is how long claimed messages belong to one courier. It is longer than
	// trying them and noting the results can take.
	leaseTime = 2 * time.Minute
	patience  = leaseTime / 2
	// markTime is how long noting a result may take after the courier was stopped.
	markTime = 10 * time.Second
	// pollTime is how often it looks for messages that other processes wrote;
	// pollFloor is the shortest time between two looks.
	pollTime  = 15 * time.Second
	pollFloor = 50 * time.Millisecond
)

// Config has what a courier needs from outside.
type Config struct {
	// Clock returns the present time; time.Now if nil.
	Clock func() time.Time
	// Jitter returns a random number from 0 to 1; Go's own if nil.
	Jitter func() float64
	// Backoff is [model.DefaultBackoff] if zero.
	Backoff model.Backoff
	// Failed receives faults of the courier itself, from any goroutine: a panic,
	// after which it continues. It may be nil.
	Failed func(error)
}

// Courier delivers the messages of an outbox to their receivers, each at least once,
// and those about one attempt in order. Any number of couriers may work on one
// outbox.
type Courier struct {
	from model.OutboxDispatcher
	to   model.Deliverer
	cfg  Config
}

// New returns a courier. The caller may close from once Run has returned.
func New(from model.OutboxDispatcher, to model.Deliverer, cfg Config) *Courier {
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
	return &Courier{from: from, to: to, cfg: cfg}
}

// Report counts what became of the messages that were tried.
type Report struct {
	model.DeliveryCount
	// Problem is the latest reason why a message did not arrive; nil if all did.
	Problem error

	refused int  // those of Failed that the receiver refused
	isStuck bool // nothing of the last batch to one receiver arrived
}

func (r *Report) add(o Report) {
	r.Delivered, r.Waiting, r.Failed, r.refused = r.Delivered+o.Delivered, r.Waiting+o.Waiting, r.Failed+o.Failed, r.refused+o.refused
	if o.Problem != nil {
		r.Problem = o.Problem
	}
}

// stuck reports whether messages were tried and the receiver accepted none of them.
func (r *Report) stuck() bool { return r.Problem != nil && r.Delivered+r.refused == 0 }

// DeliverDue delivers until nothing is due, to all receivers at the same time. It
// stops delivering to a receiver that accepts nothing of a batch: the receiver is
// down, and each further message would only wait for a timeout. An error is the
// store's; what happened to the messages is in the report.
func (c *Courier) DeliverDue(ctx context.Context) (Report, error) {
	if err := c.from.May(ctx, model.DeedDeliver); err != nil {
		return Report{}, err
	}
	to := c.from.Receivers()
	reports := make([]Report, len(to))
	var all guard.Group
	for i, name := range to {
		all.Go("delivering to "+receiverName(name), func() (err error) {
			reports[i], err = c.deliverTo(ctx, name)
			return err
		})
	}
	err := all.Wait()
	var total Report
	for _, r := range reports {
		total.add(r)
	}
	return total, errors.Join(err, c.from.NoteDelivery(context.WithoutCancel(ctx), total.DeliveryCount))
}

// deliverTo delivers the messages due to one receiver.
func (c *Courier) deliverTo(ctx context.Context, to string) (Report, error) {
	var total Report
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

// claim claims the messages due to a receiver.
func (c *Courier) claim(ctx context.Context, to string) (model.Claim, error) {
	return c.from.ClaimMessages(ctx, to, c.now(), leaseTime, batchSize)
}

func (c *Courier) now() time.Time { return c.cfg.Clock().UTC() }

// deliverAll tries all messages of a claim at once.
func (c *Courier) deliverAll(ctx context.Context, claim model.Claim) (Report, error) {
	reports := make([]Report, len(claim.Messages))
	var all guard.Group
	for i, m := range claim.Messages {
		all.Go(fmt.Sprintf("noting what became of message %d", m.ID), func() (err error) {
			reports[i], err = c.deliver(ctx, claim.Lease, m)
			return err
		})
	}
	err := all.Wait()
	var total Report
	for _, r := range reports {
		total.add(r)
	}
	return total, err
}

// deliver tries one message and notes the result even if it was stopped meanwhile, so
// that a message that has arrived is not sent again.
func (c *Courier) deliver(ctx context.Context, lease string, m model.Message) (Report, error) {
	try, cancel := context.WithTimeout(ctx, patience)
	err := guard.Do(fmt.Sprintf("delivering message %d", m.ID), func() error { return c.to.Deliver(try, m) })
	cancel()
	panicked := c.sayPanic(err)
	note, stop := context.WithTimeout(context.WithoutCancel(ctx), markTime)
	defer stop()
	var refused *model.RefusedError
	switch {
	case err == nil:
		return Report{DeliveryCount: model.DeliveryCount{Delivered: 1}}, c.from.MarkDelivered(note, m.ID, c.now())
	case ctx.Err() != nil && !panicked:
		// It may or may not have arrived, so it is sent again.
		return Report{}, c.from.ReleaseMessage(note, lease, m.ID)
	case errors.As(err, &refused):
		return Report{DeliveryCount: model.DeliveryCount{Failed: 1}, Problem: err, refused: 1},
			c.from.MarkFailed(note, lease, model.Failure{ID: m.ID, Problem: model.Sentence(err), GiveUp: true})
	}
	f := model.Failure{ID: m.ID, Problem: model.Sentence(err), Next: c.now().Add(c.wait(m.Tries+1, err))}
	if f.GiveUp = m.Tries+1 >= c.cfg.Backoff.Tries; f.GiveUp {
		return Report{DeliveryCount: model.DeliveryCount{Failed: 1}, Problem: err}, c.from.MarkFailed(note, lease, f)
	}
	return Report{DeliveryCount: model.DeliveryCount{Waiting: 1}, Problem: err}, c.from.MarkFailed(note, lease, f)
}

// sayPanic reports a fault in the program itself to Failed, and whether there was
// one.
func (c *Courier) sayPanic(err error) bool {
	var panicked *guard.Panic
	is := errors.As(err, &panicked)
	if is {
		c.cfg.Failed(err)
	}
	return is
}

// wait returns how long a message waits after a number of tries. A platform may ask
// for longer, within bounds.
func (c *Courier) wait(tries int, err error) time.Duration {
	wait := c.cfg.Backoff.Wait(tries, c.cfg.Jitter())
	var later *model.LaterError
	if errors.As(err, &later) {
		wait = max(wait, min(later.After, c.cfg.Backoff.Most))
	}
	return wait
}
