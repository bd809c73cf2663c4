// Package engine is the state store in process: it reads and decides on a
// store, one transaction for each decision. What is decided is worked out by
// package model; what is written goes through package store.
package engine

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"examdesk/model"
	"examdesk/store"
)

// Config says by which rules a store is changed. Who acts is handed in with
// [Engine.As].
type Config struct {
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// Backends are the proctoring services, [model.DefaultBackends] if empty.
	Backends model.Backends
	// Rules are the review settings.
	Rules model.ReviewRules
	// Stuck says how long is too long.
	Stuck model.StuckLimits
	// OwnAttempts lets people act on their own attempts, which is refused otherwise.
	OwnAttempts bool
	// OverridesGrades is what is known of the course's grade rule.
	OverridesGrades model.Tri
	// VideoKey returns a backend's video_review_aes_key in hex, zero if none is
	// configured.
	VideoKey func(ctx context.Context, backend string) (model.Secret, error)
	// Formats read what the services write; [model.NoFormats] if nil.
	Formats model.ServiceFormats
	// VideoHosts may be opened over plain http.
	VideoHosts []string
	// Service returns the proctoring service of a name, nil for one that is
	// told nothing.
	Service func(name string) model.ProctoringService
	// Platform answers what the store does not know; [model.NoPlatform] if nil.
	Platform model.Platform
	// Site is what a proctoring service and a learner are told of the platform.
	Site model.Site
	// ObfuscationKey returns PROCTORING_USER_OBFUSCATION_KEY when a proctoring
	// service is to be told of a learner, and not before: finding a secret may
	// take long. There is none if nil.
	ObfuscationKey func(ctx context.Context, backend string) (model.Secret, error)
	// NewCode makes the attempt code of an attempt that a cascade creates.
	NewCode func() string
}

// Engine is a state store in process. It answers nothing itself: [Engine.As]
// gives the roles as one actor meets them.
type Engine struct{ core *core }

// core is what answers, whoever asks. Nothing of it is exported: reading is
// [parts]'s, and what writes goes through [core.do].
type core struct {
	store *store.Store
	cfg   Config
}

// Guarded are the roles of package model for one actor. What changes the store
// asks the table of rights, in the transaction that writes; see [core.do].
type Guarded struct {
	parts
	actor model.Actor
}

// As are the roles for an actor.
func (e *Engine) As(actor model.Actor) *Guarded { return &Guarded{newParts(e.core), actor} }

// EdxProctoring is edx-proctoring's own Python API on the store, for whom
// [Engine.APIFor] or [Engine.EdxProctoring] gave it.
type EdxProctoring struct {
	parts
	by caller
}

// EdxProctoring is the API that asks nobody who they are, as the original's does:
// its callers there have done that. Front ends never get it; a test holds that.
// Tests of conformance call it as the original is called.
func (e *Engine) EdxProctoring() *EdxProctoring {
	return &EdxProctoring{newParts(e.core), caller{Actor: model.Nobody(model.DoorAPI), unguarded: true}}
}

// APIFor is the API as one actor meets it: each deed asks the table of rights, by
// the actor's door.
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

func (e *core) now() time.Time { return e.cfg.Clock().UTC().Truncate(time.Microsecond) }

// learnerIDs is by which id a proctoring service knows each learner. It is asked
// for outside of transactions. backend is as the exam's row has it, nil for NULL.
func (e *core) learnerIDs(ctx context.Context, backend *string) (func(userID int64) string, error) {
	name := ""
	if backend != nil {
		name = *backend
	}
	key, err := e.cfg.ObfuscationKey(ctx, name)
	if err != nil {
		return nil, model.Wrap(err, model.CodeOf(err), "The key by which %s knows learners cannot be had: %s", model.Clean(name), model.Sentence(err))
	}
	return func(userID int64) string { return model.ObscuredUserID(key.Reveal(), userID, backend) }, nil
}

// newAttemptCode is a random UUID in upper case, as edx-proctoring makes them.
func newAttemptCode() string { return strings.ToUpper(uuid.NewString()) }
