package setup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/model"
)

// ConfigEnv is what this run has from outside.
func (a *Setup) ConfigEnv() config.Env {
	return config.Env{Flags: a.Global, Clock: a.Clock, Version: a.Version, TakesSecrets: a.TakesSecrets, WorkFactor: a.WorkFactor, DropMirror: dropMirror}
}

// dropMirror removes what is kept here of an LMS.
func dropMirror(_ context.Context, _ config.Config, address string) (bool, error) {
	n, err := config.DropMirrors(address)
	return n > 0, err
}

// Config reads the configuration for the profile in use.
func (a *Setup) Config(ctx context.Context) (config.Config, error) { return a.ConfigEnv().Load(ctx) }

// Open opens the target. With ask, a person is asked who decides if no one is named
// and there are several; without, notes go to standard error, since the desk has the
// terminal to itself.
func (a *Setup) Open(ctx context.Context, c config.Config, t config.Target, ask bool) (*Opened, error) {
	e := a.ConfigEnv()
	e.Opened = func(s model.StateStore) {
		kit.TallyOf(ctx).Opened(s)
		if !ask {
			a.sayNotes(s)
		}
	}
	if ask {
		e.Ask, e.Follows = a.askReviewer, true
	} else {
		e.Log = slog.New(slog.NewTextHandler(a.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if t.Server != "" || t.LMS != "" { // the sign-in is a secret, which may take a passphrase
		defer a.Vault(c).SetPrompt(nil)
	}
	return a.opened(e.Open(ctx, c, t))
}

// Look opens the target for reading, as no one in particular.
func (a *Setup) Look(ctx context.Context, c config.Config, t config.Target) (*Opened, error) {
	return a.opened(a.ConfigEnv().Look(ctx, c, t))
}

func (a *Setup) opened(o *config.Opened, err error) (*Opened, error) {
	if err != nil {
		return nil, err
	}
	s := &kit.Opened{Store: o.Store, Actor: o.Actor, Part: o.Part, Rules: o.Rules, RuledBy: o.RuledBy, Backends: o.Backends, Services: o.Services, OnClose: o.Close}
	courier := func(ctx context.Context, by *model.Actor) (Courier, error) {
		c, err := a.ConfigEnv().Courier(ctx, o, by)
		if err != nil {
			return nil, err
		}
		return c, nil
	}
	return &Opened{s, o.Config, o.Target, o.Delivers(), courier}, nil
}

// openNamed opens the store that the flags name.
func (a *Setup) openNamed(ctx context.Context) (*Opened, error) {
	c, t, err := a.ConfigEnv().Named(ctx)
	if err != nil {
		return nil, err
	}
	if err := t.MustExist(); err != nil {
		return nil, err
	}
	return a.Open(ctx, c, t, false)
}

// WithOpened opens the store that the flags name, and closes it after f.
func (a *Setup) WithOpened(ctx context.Context, f func(*Opened) error) error {
	o, err := a.OpenNamed(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(o), o.Close())
}

// ChangeConfig changes the configuration file while no one else does, and records
// that in case of an interruption.
func ChangeConfig(ctx context.Context, path string, change func(*config.File) error) error {
	err := config.ChangeFile(ctx, path, change)
	if err == nil {
		kit.TallyOf(ctx).Note("The configuration %s is written.", path)
	}
	return err
}

// sayNotes prints, separately from a command's output, how its store is read.
func (a *Setup) sayNotes(s model.StoreReader) {
	for _, note := range s.Notes(a.Clock()) {
		_, _ = fmt.Fprintln(a.Err, model.Clean(note))
	}
}
