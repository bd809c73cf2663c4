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

// Config says who decides, by which rules.
type Config struct {
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// Backends are the proctoring services, [model.DefaultBackends] if empty.
	Backends model.Backends
	// Rules are the review settings.
	Rules model.ReviewRules
	// Stuck says how long is too long.
	Stuck model.StuckLimits
	// Reviewer is who decides; with ID 0 nobody does, and nothing is written.
	Reviewer model.Reviewer
	// OverridesGrades is what is known of the course's grade rule.
	OverridesGrades model.Tri
	// VideoKey returns a backend's video_review_aes_key in hex, zero if none is
	// configured.
	VideoKey func(ctx context.Context, backend string) (model.Secret, error)
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

// Engine implements the roles of package model on a local store.
type Engine struct {
	store *store.Store
	cfg   Config
}

var (
	_ model.Desk    = (*Engine)(nil)
	_ model.Decider = (*Engine)(nil)
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
	return &Engine{store: s, cfg: cfg}
}

func (e *Engine) now() time.Time { return e.cfg.Clock().UTC().Truncate(time.Microsecond) }

// learnerIDs is by which id a proctoring service knows each learner. It is asked
// for outside of transactions. backend is as the exam's row has it, nil for NULL.
func (e *Engine) learnerIDs(ctx context.Context, backend *string) (func(userID int64) string, error) {
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
