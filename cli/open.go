package cli

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"examdesk/cli/kit"
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

// named is the configuration and the store that it and the flags name.
func (a *app) named(ctx context.Context) (Config, target, error) {
	c, err := a.loadConfig(ctx)
	if err != nil {
		return Config{}, target{}, err
	}
	t, err := a.target(c)
	return c, t, err
}

// mustExist refuses to go on without a store.
func (t target) mustExist() error {
	if t.configured {
		return nil
	}
	return model.Errorf(model.CodeNotFound, "No store is named; use --store sqlite:PATH.")
}

// target resolves flags, profile and the usual place, in this order.
func (a *app) target(c Config) (target, error) {
	p := c.Profiles[c.profile]
	url := firstOf(a.storeURL, p.Store)
	t := target{as: firstOf(a.as, p.As), readOnly: a.readOnly || p.ReadOnly, ownAttempts: p.OwnAttempts, configured: true}
	if url == "" {
		dir, err := dataDir()
		if err != nil {
			return t, model.Wrap(err, model.CodeInvalid, "%s Or name a store with --store sqlite:PATH.", model.Sentence(err))
		}
		t.path = filepath.Join(dir, "state.sqlite3")
		_, err = os.Stat(t.path)
		t.configured = !errors.Is(err, fs.ErrNotExist)
		return t, nil
	}
	path, err := storePath(url)
	t.path = path
	return t, err
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

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// opened is a state store that is open, and what its profile says of it.
type opened struct {
	*kit.Opened

	rows   *store.Store
	config Config
	target target
	// vendor takes what a proctoring service says of itself.
	vendor model.ReadinessReceiver
	// service is a proctoring service that is told, nil for any other; the
	// function is nil where nobody is told anything.
	service func(name string) model.ProctoringService
	// log is told of what a service did not take and is no error.
	log *slog.Logger
}

// openNamed opens the store that the flags name.
func (a *app) openNamed(ctx context.Context) (*opened, error) {
	c, t, err := a.named(ctx)
	if err != nil {
		return nil, err
	}
	if err := t.mustExist(); err != nil {
		return nil, err
	}
	return a.open(ctx, c, t, false)
}

// withOpened opens the store that the flags name, and closes it after f.
func (a *app) withOpened(ctx context.Context, f func(*opened) error) error {
	o, err := a.openNamed(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(o), o.Close())
}

// look opens the target to be read by nobody in particular, whatever is wrong
// with the rest of the configuration.
func (a *app) look(ctx context.Context, c Config, t target) (*opened, error) {
	s, err := store.Open(ctx, t.path, store.Options{ReadOnly: t.readOnly, Platform: c.attached(t), Attached: c.directServices(t)})
	if err != nil {
		return nil, err
	}
	o := &opened{rows: s, Opened: &kit.Opened{Actor: model.Nobody(model.DoorDesk), OnClose: s.Close}, config: c, target: t, log: slog.New(slog.DiscardHandler)}
	o.Store = engine.New(s, engine.Config{Clock: a.Clock}).As(o.Actor)
	return o, nil
}

// open opens the target. With ask, a person is asked who decides when nobody
// is named and there are several.
func (a *app) open(ctx context.Context, c Config, t target, ask bool) (*opened, error) {
	o, err := a.look(ctx, c, t)
	if err != nil {
		return nil, err
	}
	kit.TallyOf(ctx).Opened(o.Store)
	if !ask { // the desk has the terminal to itself
		a.sayNotes(o.Store)
		o.log = slog.New(slog.NewTextHandler(a.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if o.Actor, err = a.actor(ctx, o.Store, t, ask); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	e, err := a.engineOn(o)
	if err != nil {
		return nil, errors.Join(err, o.Close())
	}
	o.Store, o.vendor = e.As(o.Actor), e.As(model.Nobody(model.DoorVendor))
	return o, nil
}

// engineOn makes the engine on an open store.
func (a *app) engineOn(o *opened) (*engine.Engine, error) {
	c, s := o.config, o.rows
	backends, err := c.backends()
	if err != nil {
		return nil, err
	}
	rules := c.rules()
	if rules.Rules, err = a.followed(c); err != nil {
		return nil, err
	}
	o.Rules, o.RuledBy, o.Backends, o.Services = rules.Rules, a.rulesChoice(c, rules.Rules), backends, c.services(backends)
	videoKey := c.videoKey
	if o.target.sample {
		videoKey = func(context.Context, string) (model.Secret, error) { return model.NewSecret(sample.DemoVideoKey), nil }
	}
	// What cannot be written tells nobody: a live LMS does that itself, and
	// sample data are nobody's.
	if !o.target.sample && !s.Info().ReadOnly {
		o.service = a.services(o).named
	}
	return engine.New(s, engine.Config{
		Clock: a.Clock, Backends: backends, Rules: rules, OwnAttempts: o.target.ownAttempts, Service: o.service, Site: c.site(),
		VideoKey: videoKey, VideoHosts: c.VideoHosts, Platform: engine.StorePlatform{Store: s},
		ObfuscationKey: c.obfuscationKey,
	}), nil
}

// services are those of the configuration.
func (a *app) services(o *opened) *services {
	return &services{
		config: o.config, version: a.Version, clock: a.Clock, log: o.log,
		ready: func(ctx context.Context, code string) error {
			_, err := o.vendor.SoftwareReady(ctx, code)
			return err
		},
	}
}
