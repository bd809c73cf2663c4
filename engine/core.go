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
	// Strict closes what edx-proctoring leaves open: only those who may review an attempt
	// may report that its learner is ready, and no former review can be delivered again.
	Strict bool
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

// core is what all parts share. None of it is exported: [parts] reads, and everything
// that writes goes through [core.do].
type core struct {
	store *store.Store
	cfg   Config
}

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
