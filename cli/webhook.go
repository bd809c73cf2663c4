package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/client/webhook"
	"examdesk/engine"
	"examdesk/guard"
	"examdesk/model"
)

// Webhook is where the platform is told what happens: PLATFORM_WEBHOOK.
type Webhook struct {
	URL string `yaml:"URL"`
	// Secret is a reference to the secret, or the secret itself.
	Secret       string `yaml:"SECRET"`
	AllowPrivate bool   `yaml:"ALLOW_PRIVATE_ADDRESSES"`
	// TimeoutSeconds bounds one delivery.
	TimeoutSeconds *int `yaml:"TIMEOUT_SECONDS"`
}

// webhookKeys are the keys of PLATFORM_WEBHOOK.
func webhookKeys() []string {
	return []string{"URL", "SECRET", "ALLOW_PRIVATE_ADDRESSES", "TIMEOUT_SECONDS"}
}

// checkWebhookKeys refuses misspelt keys: the section is ours, though its name
// is in capitals.
func (c Config) checkWebhookKeys(section yaml.Node) error {
	var keys map[string]yaml.Node
	_ = section.Decode(&keys) // what is not a mapping was refused before
	for key := range keys {
		if !slices.Contains(webhookKeys(), key) {
			return model.Errorf(model.CodeInvalid, "PLATFORM_WEBHOOK in %s has the unknown key %q; known keys are %s.",
				model.Clean(c.path), model.Clean(key), strings.Join(webhookKeys(), ", "))
		}
	}
	return nil
}

func (c Config) checkWebhook() error {
	w := c.Webhook
	if w == nil {
		return nil
	}
	if w.TimeoutSeconds != nil && (*w.TimeoutSeconds < 1 || *w.TimeoutSeconds > 60) {
		return model.Errorf(model.CodeInvalid, "PLATFORM_WEBHOOK.TIMEOUT_SECONDS in %s must be from 1 to 60 seconds.", model.Clean(c.path))
	}
	if w.Secret == "" {
		return model.Errorf(model.CodeInvalid, "PLATFORM_WEBHOOK in %s has no SECRET; write e.g. keyring:platform_webhook.", model.Clean(c.path))
	}
	return webhook.CheckURL(w.URL, w.AllowPrivate)
}

// attached tells that what is written to a store is to reach the platform.
// What is sample data never does.
func (c Config) attached(t target) bool { return c.Webhook != nil && !t.sample }

// delivers tells that somebody takes what is written to the store: the platform,
// or a proctoring service.
func (o *opened) delivers() bool {
	return o.config.attached(o.target) || len(o.config.directServices(o.target).Services) > 0
}

// courier takes messages from the store to the configured platform and the
// proctoring services, as cfg says for whom.
func (a *app) courier(ctx context.Context, o *opened, cfg engine.CourierConfig) (*engine.Courier, error) {
	if !o.delivers() {
		return nil, model.Errorf(model.CodeInvalid, "No platform is configured; PLATFORM_WEBHOOK in the configuration names one.")
	}
	if len(o.config.directServices(o.target).Services) > 0 {
		_ = a.unlockSecrets(ctx, o.config, o.target) // a service that needs them says what is wrong
	}
	to := engine.Receivers{Service: o.direct}
	if o.config.attached(o.target) {
		platform, err := a.platform(ctx, o.config)
		if err != nil {
			return nil, err
		}
		to.Platform = platform
	}
	cfg.Clock = a.Clock
	return engine.NewCourier(o.rows, to, cfg), nil
}

// direct is a service that is told without the platform, nil for any other.
func (o *opened) direct(name string) model.ProctoringService {
	if o.service == nil || !slices.Contains(o.config.directServices(o.target).Services, name) {
		return nil
	}
	return o.service(name)
}

// platform is the webhook.
func (a *app) platform(ctx context.Context, config Config) (model.Deliverer, error) {
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
	if !o.delivers() || o.Store.Info().ReadOnly {
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
func (o *opened) outboxNotes(ctx context.Context) ([]string, error) {
	info := o.Store.Info()
	switch {
	case o.delivers() && !info.Platform && !info.Delivers && !info.ReadOnly:
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
