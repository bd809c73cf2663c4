// Package engine is the state store within this process: it reads from a store and
// decides on it, with one transaction for each decision. Package model works out what
// is decided; package store writes it.
package engine

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"examdesk/model"
	"examdesk/store"
)

// Config has the rules by which a store is changed. The actor is given to
// [Engine.As].
type Config struct {
	// Clock returns the present time; time.Now if nil.
	Clock func() time.Time
	// Backends are the proctoring services, [model.DefaultBackends] if empty.
	Backends model.Backends
	// Rules are the review settings.
	Rules model.ReviewRules
	// Stuck has the limits after which an attempt is stuck.
	Stuck model.StuckLimits
	// OwnAttempts lets people act on their own attempts, which is otherwise refused.
	OwnAttempts bool
	// OverridesGrades is what is known about the course's grade rule.
	OverridesGrades model.Tri
	// VideoKey returns a backend's video_review_aes_key in hex, or the zero secret if
	// none is configured.
	VideoKey func(ctx context.Context, backend string) (model.Secret, error)
	// Formats read what the services write; [model.NoFormats] if nil.
	Formats model.ServiceFormats
	// VideoHosts may be opened over plain http.
	VideoHosts []string
	// Service returns the proctoring service with a name, or nil if it is not to be
	// told anything.
	Service func(name string) model.ProctoringService
	// Platform answers what the store does not know; [model.NoPlatform] if nil.
	Platform model.Platform
	// Site is what proctoring services and learners are told about the platform.
	Site model.Site
	// ObfuscationKey returns PROCTORING_USER_OBFUSCATION_KEY. It is called only when
	// a proctoring service is told about a learner, because finding a secret may be
	// slow. If nil, there is no key.
	ObfuscationKey func(ctx context.Context, backend string) (model.Secret, error)
	// NewCode returns the attempt code for an attempt that a cascade creates.
	NewCode func() string
}

// Engine is the state store. It answers nothing itself: [Engine.As] returns the roles
// for one actor.
type Engine struct{ core *core }

// core is what all parts share. None of it is exported: [parts] reads, and everything
// that writes goes through [core.do].
type core struct {
	store *store.Store
	cfg   Config
}

// Guarded implements the roles of package model for one actor. Every change checks
// the table of rights inside the transaction that writes; see [core.do].
type Guarded struct {
	parts
	actor model.Actor
}

// As returns the roles for an actor.
func (e *Engine) As(actor model.Actor) *Guarded { return &Guarded{newParts(e.core), actor} }

// EdxProctoring is edx-proctoring's own Python API on the store, as the one meets it
// for whom [Engine.APIFor] or [Engine.EdxProctoring] returned it.
type EdxProctoring struct {
	parts
	by caller
}

// EdxProctoring returns the API that does not check who calls, as the original's does
// not: its callers there have already done so. Front ends never get it, and a test
// makes sure of that. Conformance tests call it as the original is called.
func (e *Engine) EdxProctoring() *EdxProctoring {
	return &EdxProctoring{newParts(e.core), caller{Actor: model.Nobody(model.DoorAPI), unguarded: true}}
}

// APIFor returns the API for an actor: each deed asks the table of rights, by the
// actor's door.
func (e *Engine) APIFor(actor model.Actor) *EdxProctoring {
	return &EdxProctoring{newParts(e.core), caller{Actor: actor}}
}

var (
	_ model.Desk    = (*Guarded)(nil)
	_ model.Decider = (*Guarded)(nil)
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

func (e *core) now() time.Time { return e.cfg.Clock().UTC().Truncate(time.Microsecond) }

// learnerIDs returns the function from learners to the ids by which a proctoring
// service knows them. It is called outside transactions. backend is the value in the
// exam's row, nil for NULL.
func (e *core) learnerIDs(ctx context.Context, backend *string) (func(userID int64) string, error) {
	name := ""
	if backend != nil {
		name = *backend
	}
	key, err := e.cfg.ObfuscationKey(ctx, name)
	if err != nil {
		return nil, model.Wrap(err, model.CodeOf(err), "The key from which %s's learner ids are made cannot be read: %s", name, model.Sentence(err))
	}
	return func(userID int64) string { return model.ObscuredUserID(key.Reveal(), userID, backend) }, nil
}

// newAttemptCode returns a random UUID in upper case, as edx-proctoring does.
func newAttemptCode() string { return strings.ToUpper(uuid.NewString()) }
