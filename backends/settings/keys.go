// Package settings knows what can be configured of a proctoring service: the
// keys of PROCTORING_BACKENDS, which of them are secret, and what edx-proctoring
// makes of them. It does no I/O; secrets are handed in.
package settings

import (
	"slices"
	"sync"
)

// Kind is the protocol that a service speaks, or the stand-in that it is.
type Kind string

// The kinds. Any name that edx-proctoring does not ship is a REST service, the
// only kind that can be added to it.
const (
	SoftwareSecure Kind = "software_secure"
	REST           Kind = "rest"
	Null           Kind = "null"
	Mock           Kind = "mock"
	Test           Kind = "test"
)

// KindOf returns the kind of a service, given its name in PROCTORING_BACKENDS.
func KindOf(name string) Kind {
	switch k := Kind(name); k {
	case SoftwareSecure, Null, Mock, Test:
		return k
	default:
		return REST
	}
}

// Form is how the value of a key is written.
type Form string

// The forms.
const (
	Text   Form = "text"
	Flag   Form = "flag"
	Number Form = "number"
	List   Form = "list"
	Object Form = "object"
	// Wait is a number of seconds, or a pair of them: to connect and to read.
	Wait Form = "number of seconds, or list of two"
)

// Key is one key that a service can have.
type Key struct {
	Name   string
	Form   Form
	Secret bool
	// NeededBy lists the kinds that do not work without it.
	NeededBy []Kind
	// Of lists the kinds that use it; empty means all.
	Of []Kind
	// Ours reports whether the key is unknown to edx-proctoring.
	Ours bool
	// Platform reports whether edx-platform alone reads it, from the same mapping;
	// edx-proctoring passes it over.
	Platform bool
}

// Needs reports whether a kind does not work without the key.
func (k Key) Needs(kind Kind) bool { return slices.Contains(k.NeededBy, kind) }

// UsedBy reports whether a kind uses the key.
func (k Key) UsedBy(kind Kind) bool { return len(k.Of) == 0 || slices.Contains(k.Of, kind) }

// CallbacksFrom is examdesk's own key that lists the networks from which a service's
// callbacks come.
const CallbacksFrom = "callbacks_from"

// AllowPrivate is examdesk's own key that allows requests to private addresses, and to
// those also over plain http.
const AllowPrivate = "allow_private_addresses"

// Keys are all keys: those that edx-proctoring lets through to a service
// (edx-proctoring 6.1.4, apps.BACKEND_CONFIGURATION_ALLOW_LIST; 5.2.0 has no
// timeout) and ours. Any other one vanishes there without a word.
func Keys() []Key {
	psi, rest := []Kind{SoftwareSecure}, []Kind{REST}
	return []Key{
		{Name: "organization", Form: Text, NeededBy: psi, Of: psi},
		{Name: "exam_sponsor", Form: Text, NeededBy: psi, Of: psi},
		{Name: "exam_register_endpoint", Form: Text, NeededBy: psi, Of: psi},
		{Name: "secret_key_id", Form: Text, NeededBy: psi, Of: psi},
		{Name: "secret_key", Form: Text, Secret: true, NeededBy: psi, Of: psi},
		{Name: "crypto_key", Form: Text, Secret: true, NeededBy: psi, Of: psi},
		{Name: "software_download_url", Form: Text, NeededBy: psi, Of: psi},
		{Name: "video_review_aes_key", Form: Text, Secret: true, Of: psi},
		{Name: "send_email", Form: Flag, Of: psi},
		{Name: "base_url", Form: Text, NeededBy: rest, Of: rest},
		{Name: "client_id", Form: Text, NeededBy: rest, Of: rest},
		{Name: "client_secret", Form: Text, Secret: true, NeededBy: rest, Of: rest},
		{Name: "default_rules", Form: Object, Of: rest},
		{Name: "needs_oauth", Form: Flag, Of: rest},
		{Name: "timeout", Form: Wait, Of: rest},
		{Name: "token_expiration_time", Form: Number, Of: rest},
		{Name: "has_dashboard", Form: Flag},
		{Name: "help_center_article_url", Form: Text},
		{Name: "integration_specific_email", Form: Text},
		{Name: "learner_notification_from_email", Form: Text},
		{Name: "passing_statuses", Form: List},
		{Name: "ping_interval", Form: Number},
		{Name: "supports_onboarding", Form: Flag},
		{Name: "tech_support_email", Form: Text},
		{Name: "tech_support_phone", Form: Text},
		{Name: "verbose_name", Form: Text},
		{Name: "show_review_rules", Form: Flag, Platform: true},
		{Name: "requires_escalation_email", Form: Flag, Platform: true},
		{Name: OAuth2Path, Form: Text, Of: rest, Ours: true},
		{Name: InstructorPath, Form: Text, Of: rest, Ours: true},
		{Name: CallbacksFrom, Form: List, Ours: true},
		{Name: AllowPrivate, Form: Flag, Ours: true},
	}
}

// Named returns the key with a name.
func Named(name string) (Key, bool) {
	k, ok := byName()[name]
	return k, ok
}

// byName are the keys by name. They are looked up tens of thousands of times when
// there are as many services.
var byName = sync.OnceValue(func() map[string]Key {
	out := map[string]Key{}
	for _, k := range Keys() {
		out[k.Name] = k
	}
	return out
})
