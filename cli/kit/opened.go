package kit

import (
	"examdesk/model"
)

// Opened is an open store, for the actor.
type Opened struct {
	// Store has the roles of the store, for the actor.
	Store model.StateStore
	Actor model.Actor
	// Part knows how much of an LMS has been read; nil where everything is here.
	Part model.PartReader
	// Rules are the rules that changes follow, and RuledBy says by whose choice, as
	// in "6.1.2 (the profile says 6.1)".
	Rules   model.Rules
	RuledBy string
	// Backends are the proctoring services as attempts know them, Services the names
	// of those that are configured.
	Backends model.Backends
	Services []string
	// OnClose closes what is behind the roles, if anything.
	OnClose func() error
}

// Close closes the store.
func (o *Opened) Close() error {
	if o.OnClose == nil {
		return nil
	}
	return o.OnClose()
}

// MayWrite refuses a change to a store that is only opened for reading.
func (o *Opened) MayWrite() error {
	return o.Store.Info().MayWrite()
}
