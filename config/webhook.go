package config

import (
	"examdesk/client/webhook"
	"examdesk/model"
)

// Webhook is PLATFORM_WEBHOOK: where messages to the platform are sent.
type Webhook struct {
	URL string `yaml:"URL"`
	// Secret is a reference to the secret, or the secret itself.
	Secret       string `yaml:"SECRET"`
	AllowPrivate bool   `yaml:"ALLOW_PRIVATE_ADDRESSES"`
	// TimeoutSeconds limits one delivery.
	TimeoutSeconds *int `yaml:"TIMEOUT_SECONDS"`
}

// webhookKeys are the keys of PLATFORM_WEBHOOK.
func webhookKeys() []string {
	return []string{"URL", "SECRET", "ALLOW_PRIVATE_ADDRESSES", "TIMEOUT_SECONDS"}
}

func (c Config) checkWebhook() error {
	w := c.Webhook
	if w == nil {
		return nil
	}
	if w.TimeoutSeconds != nil && (*w.TimeoutSeconds < 1 || *w.TimeoutSeconds > 60) {
		return model.Errorf(model.CodeInvalid, "PLATFORM_WEBHOOK.TIMEOUT_SECONDS in %s must be from 1 to 60 seconds.", c.Path)
	}
	if w.Secret == "" {
		return model.Errorf(model.CodeInvalid, "PLATFORM_WEBHOOK in %s has no SECRET; write e.g. keyring:platform_webhook.", c.Path)
	}
	return webhook.CheckURL(w.URL, w.AllowPrivate)
}

// Attached reports whether changes in a store are to reach the platform. Sample data
// never does.
func (c Config) Attached(t Target) bool { return c.Webhook != nil && !t.Sample }

// Delivers reports whether anyone receives the store's messages: the platform, or a
// proctoring service.
func (o *Opened) Delivers() bool {
	return o.Target.Server == "" && (o.Config.Attached(o.Target) || len(o.Config.DirectServices(o.Target).Services) > 0)
}
