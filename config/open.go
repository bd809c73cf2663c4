package config

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

// Target is the store that a run works on.
type Target struct {
	Path     string
	As       string
	ReadOnly bool
	// ownAttempts lets people act on their own attempts.
	ownAttempts bool
	// Configured is false when neither a flag nor the configuration names a
	// store and the usual place holds none.
	Configured bool
	// Sample reports whether the store is ours and holds nothing real.
	Sample bool
	// Journal is where decisions are kept; the usual place if empty.
	Journal string
	// Services are the proctoring services that the desk checks, if not those of
	// the configuration.
	Services *Config
	// Notes are standing remarks about the store.
	Notes []string
}

// MustExist refuses to go on without a store.
func (t Target) MustExist() error {
	if t.Configured {
		return nil
	}
	return model.Errorf(model.CodeNotFound, "No store is named; use --store sqlite:PATH.")
}

// StorePath reads a store URL. A bare path is taken for a SQLite file.
func StorePath(url string) (string, error) {
	scheme, rest, found := strings.Cut(url, ":")
	switch {
	case found && scheme == "sqlite":
		if rest == "" {
			return "", model.Errorf(model.CodeInvalid, "The store %q names no file; write sqlite:PATH.", url)
		}
		return home(rest), nil
	case found && (scheme == "mysql" || scheme == "https" || scheme == "http" || scheme == "examdesk+https"):
		return "", model.Errorf(model.CodeUnsupported, "Stores of the kind %s: cannot be opened by this version; it opens sqlite:PATH.", scheme)
	}
	if strings.Contains(url, "://") {
		return "", model.Errorf(model.CodeInvalid, "The store %q is not of a known kind; write sqlite:PATH.", url)
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

// Opened is a state store that is open, and what its profile says of it.
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
	Config   Config
	Target   Target

	rows *store.Store
	// whole answers for anybody.
	whole *engine.Engine
	// vendor takes what a proctoring service says of itself.
	vendor model.ReadinessReceiver
	// service is a proctoring service that is told, nil for any other; the
	// function is nil where no one is told anything.
	service func(name string) model.ProctoringService
	// log gets what a service did not accept and is not an error.
	log *slog.Logger
}

// Close closes the store.
func (o *Opened) Close() error { return o.rows.Close() }

// Look opens the target to be read by no one in particular, whatever is wrong
// with the rest of the configuration.
func (e Env) Look(ctx context.Context, c Config, t Target) (*Opened, error) {
	s, err := store.Open(ctx, t.Path, store.Options{ReadOnly: t.ReadOnly, Platform: c.Attached(t), Attached: c.DirectServices(t)})
	if err != nil {
		return nil, err
	}
	o := &Opened{rows: s, Actor: model.Nobody(model.DoorDesk), Config: c, Target: t, log: slog.New(slog.DiscardHandler)}
	o.whole = engine.New(s, engine.Config{Clock: e.Clock})
	o.Store = o.whole.As(o.Actor)
	return o, nil
}

// Open opens the target for who acts.
func (e Env) Open(ctx context.Context, c Config, t Target) (*Opened, error) {
	o, err := e.Look(ctx, c, t)
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
	if o.whole, err = e.engineOn(o); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	o.Store, o.vendor = o.whole.As(o.Actor), o.whole.As(model.Nobody(model.DoorVendor))
	return o, nil
}

// engineOn makes the engine on an open store.
func (e Env) engineOn(o *Opened) (*engine.Engine, error) {
	c, s := o.Config, o.rows
	offered, err := c.Offered()
	if err != nil {
		return nil, err
	}
	rules := c.rules()
	if rules.Rules, err = e.Followed(c); err != nil {
		return nil, err
	}
	o.Rules, o.RuledBy, o.Backends, o.Services = rules.Rules, e.rulesChoice(c, rules.Rules), offered, c.services(offered)
	videoKey := c.videoKey
	if o.Target.Sample {
		videoKey = func(context.Context, string) (model.Secret, error) { return model.NewSecret(sample.DemoVideoKey), nil }
	}
	// What cannot be written tells no one: a live LMS does that itself, and
	// sample data belong to no one.
	if !o.Target.Sample && !s.Info().ReadOnly {
		o.service = e.services(o).named
	}
	return engine.New(s, engine.Config{
		Clock: e.Clock, Backends: offered, Rules: rules, OwnAttempts: o.Target.ownAttempts, Service: o.service, Site: c.SiteOf(),
		VideoKey: videoKey, VideoHosts: c.VideoHosts, Formats: backends.Formats{}, Platform: engine.StorePlatform{Store: s},
		ObfuscationKey: c.ObfuscationSecret,
	}), nil
}

// services are those of the configuration.
func (e Env) services(o *Opened) *services {
	return &services{
		config: o.Config, version: e.Version, clock: e.Clock, log: o.log,
		ready: func(ctx context.Context, code string) error {
			_, err := o.vendor.SoftwareReady(ctx, code)
			return err
		},
	}
}
