package config

import (
	"context"
	"slices"
	"time"

	"examdesk/client/webhook"
	"examdesk/guard"
	"examdesk/model"
	"examdesk/outbox"
)

// Courier returns the courier that takes the messages of an open store to the
// configured platform and services. by is the person who asked for it; nil means the
// dispatcher. The platform's secret is resolved here, the services' when each is first
// contacted.
func (e Env) Courier(ctx context.Context, o *Opened, by *model.Actor) (*outbox.Courier, error) {
	if o.Target.Server != "" {
		return nil, model.Errorf(model.CodeUnsupported, "The server %s delivers its messages itself.", model.Clean(o.Target.Server))
	}
	if o.Target.LMS != "" {
		return nil, model.Errorf(model.CodeUnsupported, "The LMS %s delivers its messages itself.", model.Clean(o.Target.LMS))
	}
	if !o.Delivers() {
		return nil, model.Errorf(model.CodeInvalid, "No platform is configured; PLATFORM_WEBHOOK in the configuration names one.")
	}
	to := outbox.Receivers{Service: o.direct}
	if o.Config.Attached(o.Target) {
		platform, err := e.platform(ctx, o.Config)
		if err != nil {
			return nil, err
		}
		to.Platform = platform
	}
	who := model.Nobody(model.DoorDispatcher)
	if by != nil {
		who = *by
	}
	return outbox.New(o.whole.As(who), to, outbox.Config{Clock: e.Clock, Failed: func(err error) {
		o.log.Error("a delivery broke off and is tried again", "trace", guard.Traces(err))
	}}), nil
}

// platform is the webhook.
func (e Env) platform(ctx context.Context, c Config) (model.Deliverer, error) {
	secret, _, err := c.Vault().Resolve(ctx, c.Webhook.Secret)
	if err != nil {
		return nil, err
	}
	w := webhook.Config{
		URL: c.Webhook.URL, Secret: []byte(secret.Reveal()), AllowPrivate: c.Webhook.AllowPrivate, Version: e.Version, Clock: e.Clock,
	}
	if c.Webhook.TimeoutSeconds != nil {
		w.Timeout = time.Duration(*c.Webhook.TimeoutSeconds) * time.Second
	}
	return webhook.New(w)
}

// direct returns a service that is contacted without the platform, or nil for any
// other.
func (o *Opened) direct(name string) model.ProctoringService {
	if o.service == nil || !slices.Contains(o.Config.DirectServices(o.Target).Services, name) {
		return nil
	}
	return o.service(name)
}
