package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"examdesk/client/webhook"
	"examdesk/engine"
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
func (c Config) checkWebhookKeys(section any) error {
	keys, _ := section.(map[string]any)
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
// proctoring services: for the person who asked for it, or as the dispatcher.
func (a *app) courier(ctx context.Context, o *opened, by *model.Actor) (*engine.Courier, error) {
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
	return engine.NewCourier(o.store, to, engine.CourierConfig{Clock: a.Clock, By: by}), nil
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

// deliverMeanwhile delivers in the background until the returned function is
// called, which waits for what is under way. If it cannot, the desk opens
// nevertheless: the messages wait, and the note says why.
func (a *app) deliverMeanwhile(ctx context.Context, o *opened) (stop func(), note string) {
	if !o.delivers() || o.store.Info().ReadOnly {
		return func() {}, ""
	}
	courier, err := a.courier(ctx, o, nil)
	if err != nil {
		return func() {}, "The platform is not told at present: " + model.Sentence(err)
	}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { courier.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}, ""
}

// outboxNotes are standing remarks about what does not reach the platform.
func (o *opened) outboxNotes(ctx context.Context) ([]string, error) {
	info := o.store.Info()
	switch {
	case o.delivers() && !info.Platform && !info.Delivers && !info.ReadOnly:
		return []string{"The proctoring services are not told how attempts go on until `examdesk store migrate` has brought this store up to date."}, nil
	case info.Platform && !info.Delivers && !info.ReadOnly:
		return []string{"The platform is told nothing until `examdesk store migrate` has brought this store up to date."}, nil
	case !info.Delivers:
		return nil, nil
	}
	failed, err := o.store.CountFailed(ctx)
	if err != nil || failed == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("The platform was not told of everything: %s failed; `examdesk outbox list --state failed` shows more.", messageCount(failed))}, nil
}
