package cli

import (
	"context"
	"fmt"
	"sync"
	"time"

	"examdesk/client/webhook"
	"examdesk/config"
	"examdesk/engine"
	"examdesk/guard"
	"examdesk/model"
)

// courier takes messages from the store to the configured platform and the
// proctoring services, as cfg says for whom.
func (a *app) courier(ctx context.Context, o *opened, cfg engine.CourierConfig) (*engine.Courier, error) {
	if !o.of.Delivers() {
		return nil, model.Errorf(model.CodeInvalid, "No platform is configured; PLATFORM_WEBHOOK in the configuration names one.")
	}
	if len(o.of.Config.DirectServices(o.of.Target).Services) > 0 {
		_ = a.unlockSecrets(ctx, o.of.Config, o.of.Target) // a service that needs them says what is wrong
	}
	to := engine.Receivers{Service: o.of.Direct}
	if o.of.Config.Attached(o.of.Target) {
		platform, err := a.platform(ctx, o.of.Config)
		if err != nil {
			return nil, err
		}
		to.Platform = platform
	}
	cfg.Clock = a.Clock
	return engine.NewCourier(o.of.Rows, to, cfg), nil
}

// platform is the webhook.
func (a *app) platform(ctx context.Context, config config.Config) (model.Deliverer, error) {
	w, v := config.Webhook, a.secrets(config)
	secret, _, err := v.Resolve(ctx, w.Secret)
	v.SetPrompt(nil) // the desk that draws next asks nobody
	if err != nil {
		return nil, err
	}
	c := webhook.Config{URL: w.URL, Secret: []byte(secret.Reveal()), AllowPrivate: w.AllowPrivate, Version: a.Version, Clock: a.Clock}
	if w.TimeoutSeconds != nil {
		c.Timeout = time.Duration(*w.TimeoutSeconds) * time.Second
	}
	return webhook.New(c)
}

// background is what goes on behind the desk.
type background struct {
	// stop ends it, waits for what is under way, and returns what went wrong in it.
	stop func() error
	// problem says why nothing is delivered, empty if it is.
	problem string

	mu    sync.Mutex
	fault error
}

// failed keeps the first fault; the others are like it, or follow from it.
func (b *background) failed(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fault == nil {
		b.fault = err
	}
}

// note says in a few words that something went wrong, empty if nothing did.
func (b *background) note() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fault == nil {
		return ""
	}
	return "a delivery broke off and is tried again"
}

// ended is what went wrong, as it is said when the desk has closed.
func (b *background) ended() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fault == nil {
		return nil
	}
	return model.Wrap(b.fault, model.CodeInternal, "%s The message waits and is tried again; `examdesk outbox list` shows it.", model.Sentence(b.fault))
}

// deliverMeanwhile delivers in the background until it is stopped. If it cannot,
// the desk opens nevertheless: the messages wait, and the problem says why.
func (a *app) deliverMeanwhile(ctx context.Context, o *opened) *background {
	b := &background{stop: func() error { return nil }}
	if !o.of.Delivers() || o.Store.Info().ReadOnly {
		return b
	}
	courier, err := a.courier(ctx, o, engine.CourierConfig{Failed: b.failed})
	if err != nil {
		b.problem = "The platform is not told at present: " + model.Sentence(err)
		return b
	}
	ctx, cancel := context.WithCancel(ctx)
	var running guard.Group
	running.Go("delivering", func() error {
		courier.Run(ctx)
		return nil
	})
	b.stop = func() error {
		cancel()
		if err := running.Wait(); err != nil {
			b.failed(err)
		}
		return b.ended()
	}
	return b
}

// outboxNotes are standing remarks about what does not reach the platform.
func outboxNotes(ctx context.Context, o *opened) ([]string, error) {
	info := o.Store.Info()
	switch {
	case o.of.Delivers() && !info.Platform && !info.Delivers && !info.ReadOnly:
		return []string{"The proctoring services are not told how attempts go on until `examdesk store migrate` has brought this store up to date."}, nil
	case info.Platform && !info.Delivers && !info.ReadOnly:
		return []string{"The platform is told nothing until `examdesk store migrate` has brought this store up to date."}, nil
	case !info.Delivers:
		return nil, nil
	}
	failed, err := o.Store.CountFailed(ctx)
	if err != nil || failed == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("The platform was not told of everything: %s failed; `examdesk outbox list --state failed` shows more.", messageCount(failed))}, nil
}
