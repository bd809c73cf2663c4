package cli

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"examdesk/backends"
	"examdesk/engine"
	"examdesk/files"
	"examdesk/model"
	"examdesk/store"
	"examdesk/store/sample"
)

// target is the store that a run works on.
type target struct {
	path     string
	as       string
	readOnly bool
	// ownAttempts lets people act on their own attempts.
	ownAttempts bool
	// configured is false when neither a flag nor the configuration names a
	// store and the usual place holds none.
	configured bool
	// sample tells that the store is ours and holds nothing real.
	sample bool
	// journal is where decisions are kept; the usual place if empty.
	journal string
	// services are the proctoring services that the desk checks, if not those of
	// the configuration.
	services *Config
	// notes are standing remarks about the store.
	notes []string
}

// mustExist refuses to go on without a store.
func (t target) mustExist() error {
	if t.configured {
		return nil
	}
	return model.Errorf(model.CodeNotFound, "No store is named; use --store sqlite:PATH.")
}

// storePath reads a store URL. A bare path is taken for a SQLite file.
func storePath(url string) (string, error) {
	scheme, rest, found := strings.Cut(url, ":")
	switch {
	case found && scheme == "sqlite":
		if rest == "" {
			return "", model.Errorf(model.CodeInvalid, "The store %q names no file; write sqlite:PATH.", model.Clean(url))
		}
		return home(rest), nil
	case found && (scheme == "mysql" || scheme == "https" || scheme == "http" || scheme == "examdesk+https"):
		return "", model.Errorf(model.CodeUnsupported, "Stores of the kind %s: cannot be opened by this version; it opens sqlite:PATH.", model.Clean(scheme))
	}
	if strings.Contains(url, "://") {
		return "", model.Errorf(model.CodeInvalid, "The store %q is of no kind that is known; write sqlite:PATH.", model.Clean(url))
	}
	return home(url), nil
}

// home resolves a leading ~/, which a shell does only in plain arguments.
func home(path string) string {
	at, err := files.AtHome(path)
	if err != nil {
		return path
	}
	return at
}

// room is a state store that is open, and what its profile says of it.
type room struct {
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
	Config   Config
	Target   target

	rows *store.Store
	// vendor takes what a proctoring service says of itself.
	vendor model.ReadinessReceiver
	// service is a proctoring service that is told, nil for any other; the
	// function is nil where nobody is told anything.
	service func(name string) model.ProctoringService
	// log is told of what a service did not take and is no error.
	log *slog.Logger
}

// Close closes the store.
func (o *room) Close() error { return o.rows.Close() }

// look opens the target to be read by nobody in particular, whatever is wrong
// with the rest of the configuration.
func (e openEnv) look(ctx context.Context, c Config, t target) (*room, error) {
	s, err := store.Open(ctx, t.path, store.Options{ReadOnly: t.readOnly, Platform: c.attached(t), Attached: c.directServices(t)})
	if err != nil {
		return nil, err
	}
	o := &room{rows: s, Actor: model.Nobody(model.DoorDesk), Config: c, Target: t, log: slog.New(slog.DiscardHandler)}
	o.Store = engine.New(s, engine.Config{Clock: e.Clock}).As(o.Actor)
	return o, nil
}

// open opens the target for who acts.
func (e openEnv) open(ctx context.Context, c Config, t target) (*room, error) {
	o, err := e.look(ctx, c, t)
	if err != nil {
		return nil, err
	}
	if e.Opened != nil {
		e.Opened(o.Store)
	}
	if e.Log != nil {
		o.log = e.Log
	}
	if o.Actor, err = e.actor(ctx, o.Store, t); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	whole, err := e.engineOn(o)
	if err != nil {
		return nil, errors.Join(err, o.Close())
	}
	o.Store, o.vendor = whole.As(o.Actor), whole.As(model.Nobody(model.DoorVendor))
	return o, nil
}

// engineOn makes the engine on an open store.
func (e openEnv) engineOn(o *room) (*engine.Engine, error) {
	c, s := o.Config, o.rows
	offered, err := c.backends()
	if err != nil {
		return nil, err
	}
	rules := c.rules()
	if rules.Rules, err = e.followed(c); err != nil {
		return nil, err
	}
	o.Rules, o.RuledBy, o.Backends, o.Services = rules.Rules, e.rulesChoice(c, rules.Rules), offered, c.services(offered)
	videoKey := c.videoKey
	if o.Target.sample {
		videoKey = func(context.Context, string) (model.Secret, error) { return model.NewSecret(sample.DemoVideoKey), nil }
	}
	// What cannot be written tells nobody: a live LMS does that itself, and
	// sample data are nobody's.
	if !o.Target.sample && !s.Info().ReadOnly {
		o.service = e.services(o).named
	}
	return engine.New(s, engine.Config{
		Clock: e.Clock, Backends: offered, Rules: rules, OwnAttempts: o.Target.ownAttempts, Service: o.service, Site: c.site(),
		VideoKey: videoKey, VideoHosts: c.VideoHosts, Formats: backends.Formats{}, Platform: engine.StorePlatform{Store: s},
		ObfuscationKey: c.obfuscationKey,
	}), nil
}

// services are those of the configuration.
func (e openEnv) services(o *room) *services {
	return &services{
		config: o.Config, version: e.Version, clock: e.Clock, log: o.log,
		ready: func(ctx context.Context, code string) error {
			_, err := o.vendor.SoftwareReady(ctx, code)
			return err
		},
	}
}
