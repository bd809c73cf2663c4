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

// Target is the store that a run uses.
type Target struct {
	// Path is the store's file; Server is where it is served instead, e.g.
	// https://desk.example.com, and LMS is the LMS that has it.
	Path   string
	Server string
	LMS    string
	// CAFile has the authorities that are trusted besides the system's to sign the
	// certificate of either.
	CAFile   string
	As       string
	ReadOnly bool
	// ownAttempts lets people act on their own attempts.
	ownAttempts bool
	// Strict closes what edx-proctoring leaves open; only [Env.Serve] heeds it.
	Strict bool
	// Configured is false if neither a flag nor the configuration names a store and
	// there is none in the usual place.
	Configured bool
	// Sample reports whether the store is one of examdesk's with only synthetic data.
	Sample bool
	// Journal is where decisions are kept; empty means the usual place.
	Journal string
	// Services are the proctoring services that the desk checks, if they differ from
	// those in the configuration.
	Services *Config
	// Notes are standing remarks about the store.
	Notes []string
}

// MustExist returns an error if there is no store.
func (t Target) MustExist() error {
	if t.Configured {
		return nil
	}
	return model.Errorf(model.CodeNotFound, "No store is named; use --store sqlite:PATH.")
}

// StorePath reads a store URL. A bare path means a SQLite file.
func StorePath(url string) (string, error) {
	scheme, rest, found := strings.Cut(url, ":")
	switch {
	case found && scheme == "sqlite":
		if rest == "" {
			return "", model.Errorf(model.CodeInvalid, "The store %q names no file; write sqlite:PATH.", url)
		}
		return home(rest), nil
	case found && strings.HasPrefix(scheme, serverScheme):
		address, _ := ServerURL(url)
		return "", atServer(address, "The store")
	case found && scheme == "mysql":
		return "", model.Errorf(model.CodeUnsupported, "A store is not named by its database. Name the LMS that has it, as https://HOST, or a file, as sqlite:PATH.")
	}
	if address, is := LMSURL(url); is {
		return "", atLMS(address, "The store")
	}
	if strings.Contains(url, "://") {
		return "", model.Errorf(model.CodeInvalid, "The store %q is not of a known kind; write sqlite:PATH, https://HOST for an LMS, or examdesk+https://HOST for a server of examdesk's.", url)
	}
	return home(url), nil
}

// home resolves a leading ~/, which a shell does only in unquoted arguments.
func home(path string) string {
	at, err := files.AtHome(path)
	if err != nil {
		return path
	}
	return at
}

// Opened is an open state store and its profile's settings.
type Opened struct {
	// Store is what the actor may ask of it.
	Store model.StateStore
	Actor model.Actor
	// Part knows how much of an LMS has been read; nil for a store that has everything.
	Part model.PartReader
	// Rules are the rules by which changes are worked out, and RuledBy says who chose
	// them, as in "6.1.2 (the profile says 6.1)".
	Rules   model.Rules
	RuledBy string
	// Backends are the proctoring services as attempts know them; Services names those
	// that are configured.
	Backends model.Backends
	Services []string
	Config   Config
	Target   Target

	// close closes what is behind the store.
	close func() error
	// rows is nil for a store at a server, and so is whole.
	rows *store.Store
	// whole answers for any actor.
	whole *engine.Engine
	// vendor accepts what a proctoring service reports.
	vendor model.ReadinessReceiver
	// service returns a proctoring service that is notified, or nil for any other; the
	// function is nil if none is notified.
	service func(name string) model.ProctoringService
	// log gets a service's refusals that are not errors.
	log *slog.Logger
}

// Close closes the store.
func (o *Opened) Close() error { return o.close() }

// Look opens the target for reading without an actor, whatever is wrong with the rest
// of the configuration. A server is asked as the person who is signed in.
func (e Env) Look(ctx context.Context, c Config, t Target) (*Opened, error) {
	switch {
	case t.Server != "":
		return e.openServer(ctx, c, t)
	case t.LMS != "":
		return e.openLMS(ctx, c, t)
	}
	s, err := store.Open(ctx, t.Path, store.Options{ReadOnly: t.ReadOnly, Platform: c.Attached(t), Attached: c.DirectServices(t)})
	if err != nil {
		return nil, err
	}
	o := &Opened{rows: s, close: s.Close, Actor: model.Nobody(model.DoorDesk), Config: c, Target: t, log: slog.New(slog.DiscardHandler)}
	o.whole = engine.New(s, engine.Config{Clock: e.Clock})
	o.Store = o.whole.As(o.Actor)
	return o, nil
}

// Open opens the target for the actor.
func (e Env) Open(ctx context.Context, c Config, t Target) (*Opened, error) {
	t.Strict = false
	switch {
	case t.Server != "":
		return e.openServer(ctx, c, t)
	case t.LMS != "":
		return e.openLMS(ctx, c, t)
	}
	return e.openFor(ctx, c, t, e.actor)
}

// Serve opens the target for everyone who signs in at a server; see [Opened.API].
func (e Env) Serve(ctx context.Context, c Config, t Target) (*Opened, error) {
	switch {
	case t.Server != "":
		return nil, atServer(t.Server, "The store that is to be served")
	case t.LMS != "":
		return nil, atLMS(t.LMS, "The store that is to be served")
	}
	return e.openFor(ctx, c, t, func(context.Context, model.StateStore, Target) (model.Actor, error) {
		return model.Nobody(model.DoorAPI), nil
	})
}

// openFor opens the target for the actor that who finds.
func (e Env) openFor(ctx context.Context, c Config, t Target, who func(context.Context, model.StateStore, Target) (model.Actor, error)) (*Opened, error) {
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
	if o.Actor, err = who(ctx, o.Store, t); err != nil {
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
	// A store that is only read notifies no one: a live LMS does that itself, and
	// sample data is never sent.
	if !o.Target.Sample && !s.Info().ReadOnly {
		o.service = e.services(o).named
	}
	return engine.New(s, engine.Config{
		Clock: e.Clock, Backends: offered, Rules: rules, OwnAttempts: o.Target.ownAttempts, Strict: o.Target.Strict, Service: o.service, Site: c.SiteOf(),
		VideoKey: videoKey, VideoHosts: c.VideoHosts, Formats: backends.Formats{}, Platform: engine.StorePlatform{Store: s},
		ObfuscationKey: c.ObfuscationSecret,
	}), nil
}

// API returns edx-proctoring's API on the store for an actor.
func (o *Opened) API(actor model.Actor) model.ProctoringAPI { return o.whole.APIFor(actor) }

// As returns the state store as another actor meets it.
func (o *Opened) As(actor model.Actor) model.StateStore { return o.whole.As(actor) }

// Switch reports whether a feature switch of the platform is on.
func (o *Opened) Switch(ctx context.Context, name string) (bool, error) {
	return o.whole.APIFor(o.Actor).SwitchIsActive(ctx, name)
}

// Applications finds the programs that sign in.
func (o *Opened) Applications() model.ApplicationFinder { return o.whole.APIFor(o.Actor) }

// People knows the users of the store.
func (o *Opened) People() model.PeopleReader { return o.Store }

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
