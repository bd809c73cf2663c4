package cli

import (
	"context"
	"errors"
	"log/slog"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/model"
)

// env is what this run takes from the outside.
func (a *app) env() config.Env {
	return config.Env{Flags: a.flags, Clock: a.Clock, Version: a.Version, TakesSecrets: a.TakesSecrets, WorkFactor: a.WorkFactor}
}

// loadConfig reads the configuration as the profile in use has it.
func (a *app) loadConfig(ctx context.Context) (config.Config, error) { return a.env().Load(ctx) }

// open opens the target. With ask, a person is asked who decides when no one is
// named and there are several; without, what there is to say is said beside the
// output: the desk has the terminal to itself.
func (a *app) open(ctx context.Context, c config.Config, t config.Target, ask bool) (*opened, error) {
	e := a.env()
	e.Opened = func(s model.StateStore) {
		kit.TallyOf(ctx).Opened(s)
		if !ask {
			a.sayNotes(s)
		}
	}
	if ask {
		e.Ask = a.askReviewer
	} else {
		e.Log = slog.New(slog.NewTextHandler(a.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	return openedAs(e.Open(ctx, c, t))
}

// look opens the target to be read by no one in particular.
func (a *app) look(ctx context.Context, c config.Config, t config.Target) (*opened, error) {
	return openedAs(a.env().Look(ctx, c, t))
}

// opened is a state store that is open, with what its profile says of it.
type opened struct {
	*kit.Opened
	of *config.Opened
}

func openedAs(o *config.Opened, err error) (*opened, error) {
	if err != nil {
		return nil, err
	}
	s := &kit.Opened{Store: o.Store, Actor: o.Actor, Rules: o.Rules, RuledBy: o.RuledBy, Backends: o.Backends, Services: o.Services, OnClose: o.Close}
	return &opened{s, o}, nil
}

// openNamed opens the store that the flags name.
func (a *app) openNamed(ctx context.Context) (*opened, error) {
	c, t, err := a.env().Named(ctx)
	if err != nil {
		return nil, err
	}
	if err := t.MustExist(); err != nil {
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

// changeConfig changes the configuration file while no one else does, and keeps
// that for who interrupts the run.
func changeConfig(ctx context.Context, path string, change func(*config.File) error) error {
	err := config.ChangeFile(ctx, path, change)
	if err == nil {
		kit.TallyOf(ctx).Note("The configuration %s is written.", path)
	}
	return err
}

// asUsage makes a flag that cannot be used a mistake in the command line.
func asUsage(err error) error {
	var flag *config.FlagError
	if errors.As(err, &flag) {
		return kit.Usage(flag.Err)
	}
	return err
}
