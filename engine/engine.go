// Package engine is the state store within this process: it reads from a store and
// decides on it, with one transaction for each decision. Package model works out what
// is decided; package store writes it.
package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// Engine is the state store. It answers nothing itself: [Engine.As] returns the roles
// for one actor.
type Engine struct{ core *core }

// Guarded implements the roles of package model for one actor. Every change checks
// the table of rights inside the transaction that writes; see [core.do].
type Guarded struct {
	parts
	keepers
	registrars
	retirers
	actor model.Actor
}

// As returns the roles for an actor.
func (e *Engine) As(actor model.Actor) *Guarded {
	by := caller{Actor: actor}
	return &Guarded{newParts(e.core), keepers{e.core, by}, registrars{e.core, by}, retirers{e.core, by}, actor}
}

// EdxProctoring is edx-proctoring's own Python API on the store, as the one meets it
// for whom [Engine.APIFor] or [Engine.EdxProctoring] returned it.
type EdxProctoring struct {
	parts
	apiDeeds
}

// EdxProctoring returns the API that does not check who calls, as the original's does
// not: its callers there have already done so. Front ends never get it, and a test
// makes sure of that. Conformance tests call it as the original is called.
func (e *Engine) EdxProctoring() *EdxProctoring {
	by := caller{Actor: model.Nobody(model.DoorAPI), unguarded: true}
	return &EdxProctoring{newParts(e.core), apiDeeds{e.core, by}}
}

// APIFor returns the API for an actor: each deed asks the table of rights, by the
// actor's door.
func (e *Engine) APIFor(actor model.Actor) *EdxProctoring {
	return &EdxProctoring{newParts(e.core), apiDeeds{e.core, caller{Actor: actor}}}
}

func (e *Guarded) caller() caller { return caller{Actor: e.actor} }

func (e *EdxProctoring) caller() caller { return e.by }

var (
	_ model.Desk           = (*Guarded)(nil)
	_ model.Decider        = (*Guarded)(nil)
	_ model.ExamRegistrar  = registrars{}
	_ model.LearnerRetirer = retirers{}
)

// New returns an engine on an open store. The store stays the caller's to close.
func New(s *store.Store, cfg Config) *Engine {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Backends.ByName == nil {
		cfg.Backends = model.DefaultBackends()
	}
	if cfg.Stuck == (model.StuckLimits{}) {
		cfg.Stuck = model.DefaultStuckLimits()
	}
	if cfg.VideoKey == nil {
		cfg.VideoKey = func(context.Context, string) (model.Secret, error) { return model.Secret{}, nil }
	}
	if cfg.ObfuscationKey == nil {
		cfg.ObfuscationKey = func(context.Context, string) (model.Secret, error) { return model.Secret{}, nil }
	}
	if cfg.Formats == nil {
		cfg.Formats = model.NoFormats{}
	}
	if cfg.Platform == nil {
		cfg.Platform = model.NoPlatform{}
	}
	if cfg.NewCode == nil {
		cfg.NewCode = newAttemptCode
	}
	if cfg.Rules.Release == "" {
		cfg.Rules.Rules = model.LatestRules()
	}
	cfg.Site = cfg.Site.WithDefaults()
	return &Engine{&core{store: s, cfg: cfg}}
}

// self is the one value that all parts share: [parts] embeds it many times over.
func (e *core) self() *core { return e }
