package kit

import (
	"examdesk/model"
)

// Opened is a store that is open, for who acts.
type Opened struct {
	// Store is what may be asked of it, for who acts.
	Store model.StateStore
	Actor model.Actor
	// Rules are those that changes are worked out by, and RuledBy says by whose
	// choice, as in "6.1.2 (the profile says 6.1)".
	Rules   model.Rules
	RuledBy string
	// Backends are the proctoring services as attempts know them, Services the
	// names of those that are configured.
	Backends model.Backends
	Services []string
	// OnClose closes what is behind the roles, if anything is.
	OnClose func() error
}

// Close closes the store.
func (o *Opened) Close() error {
	if o.OnClose == nil {
		return nil
	}
	return o.OnClose()
}

// MayWrite refuses a change of a store that is opened to be read.
func (o *Opened) MayWrite() error {
	return o.Store.Info().MayWrite()
}
