package outbox

import (
	"context"
	"sync"

	"examdesk/guard"
)

// Background is a courier that works in the background.
type Background struct {
	cancel  context.CancelFunc
	running guard.Group

	mu    sync.Mutex
	fault error
}

// Start runs the courier in the background until [Background.Stop].
func (c *Courier) Start(ctx context.Context) *Background {
	b := &Background{}
	at, say := *c, c.cfg.Failed
	at.cfg.Failed = func(err error) { b.failed(err); say(err) }
	ctx, b.cancel = context.WithCancel(ctx)
	b.running.Go("delivering", func() error {
		at.Run(ctx)
		return nil
	})
	return b
}

// failed keeps the first fault; later ones resemble it or follow from it.
func (b *Background) failed(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fault == nil {
		b.fault = err
	}
}

// Fault returns the first fault of the courier itself, or nil.
func (b *Background) Fault() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.fault
}

// Stop ends the courier, waits for messages under way, and returns
// [Background.Fault].
func (b *Background) Stop() error {
	b.cancel()
	if err := b.running.Wait(); err != nil {
		b.failed(err)
	}
	return b.Fault()
}
