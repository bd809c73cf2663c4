package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/journal"
	"examdesk/model"
	"examdesk/tui"
	"examdesk/tui/theme"
)

// runDesk opens the desk on the store that flags and configuration name, or on
// sample data when none is named.
func (a *app) runDesk(ctx context.Context) error {
	c, t, err := a.env().Named(ctx)
	if err != nil {
		return err
	}
	if !t.Configured {
		return a.demo(ctx, c, "")
	}
	return a.desk(ctx, c, t)
}

// desk opens the desk on a target.
func (a *app) desk(ctx context.Context, c config.Config, t config.Target) (err error) {
	if !a.IsTerminal {
		return kit.Usagef("the desk needs a terminal; in scripts use the commands, e.g. attempt list --json")
	}
	look, err := a.lookOf(c)
	if err != nil {
		return err
	}
	if note := a.unlockSecrets(ctx, c, t); note != "" {
		t.Notes = append(t.Notes, note)
	}
	if note := a.rulesNote(c); note != "" {
		t.Notes = append(t.Notes, note)
	}
	o, err := a.open(ctx, c, t, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	meanwhile := a.deliverMeanwhile(ctx, o)
	defer func() { err = errors.Join(err, meanwhile.stop()) }()
	if meanwhile.problem != "" {
		t.Notes = append(t.Notes, meanwhile.problem)
	}
	d, err := a.deskDeps(ctx, c, t, o)
	if err != nil {
		return err
	}
	d.Theme = look
	d.StoreNote = func(now time.Time) string { return firstOf(meanwhile.note(), o.Store.CopyNote(now)) }
	if d.Capabilities.Decide.OK && !t.ReadOnly {
		j, err := openJournal(ctx, c, t, o)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeJournal(ctx, j)) }()
		d.Keeper = j
	}
	return a.show(ctx, d)
}

// deskDeps is what the desk is given, but for looks and journal.
func (a *app) deskDeps(ctx context.Context, c config.Config, t config.Target, o *opened) (tui.Deps, error) {
	d := tui.Deps{
		Desk: o.Store, Allowances: o.Store, Clock: a.Clock, Zone: time.Local, Hold: c.Hold(), ReadOnly: t.ReadOnly,
	}
	hereabouts(os.Getenv).reach(&d)
	outbox, err := outboxNotes(ctx, o)
	if err != nil {
		return d, err
	}
	if d.Backends, err = a.deskVerifier(c, t); err != nil {
		return d, err
	}
	d.Capabilities, err = o.Store.Capabilities(ctx)
	d.Capabilities.Notes = slices.Concat(damagedNotes(t), o.Store.Notes(a.Clock()), d.Capabilities.Notes, t.Notes, c.Warnings(), outbox)
	return d, err
}

// deskVerifier checks the services of the configuration, or those of sample data.
func (a *app) deskVerifier(c config.Config, t config.Target) (model.BackendVerifier, error) {
	if t.Services == nil {
		return a.verifier(c)
	}
	const made = "the sample data"
	asIs := func(_ context.Context, ref string) (model.Secret, string, error) {
		return model.NewSecret(ref), made, nil
	}
	return a.verifierOf(*t.Services, asIs, func(string) string { return made })
}

// show runs the desk, and prints what a failed part of it left behind.
func (a *app) show(ctx context.Context, d tui.Deps) error {
	err := tui.Run(ctx, d, tui.Terminal{In: a.In, Out: a.Terminal(), Around: hereabouts(os.Getenv).around})
	var crash *tui.CrashError
	if errors.As(err, &crash) {
		_, _ = fmt.Fprintf(a.Err, "%s\n", crash.Trace())
	}
	return err
}

// openJournal opens the journal of a store. What is sample data keeps its
// journal beside it, and goes with it.
func openJournal(ctx context.Context, c config.Config, t config.Target, o *opened) (*journal.Journal, error) {
	dir, err := t.Journal, error(nil)
	if dir == "" {
		if dir, err = config.JournalDir(); err != nil {
			return nil, err
		}
	}
	cfg, err := journalOf(ctx, o.Store, dir)
	if err != nil {
		return nil, err
	}
	cfg.Hold, cfg.Reviewer = journalHold(c), o.Actor.Username.Raw()
	return journal.Open(ctx, cfg, o.Store)
}

// journalHold is the hold of the configuration; the journal takes 0 for its
// default, so no hold is the shortest there is.
func journalHold(c config.Config) time.Duration { return max(c.Hold(), time.Nanosecond) }

// closePatience is how long closing waits for a decision on its way.
const closePatience = 10 * time.Second

func closeJournal(ctx context.Context, j *journal.Journal) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
	defer stop()
	return j.Close(ctx)
}

// themes are what --theme and the configuration may say.
func themes() []string { return []string{"dark", "light", "none", "auto"} }

// lookOf chooses colours and glyphs: what the person says, else what the
// terminal lets expect.
func (a *app) lookOf(c config.Config) (theme.Theme, error) {
	name, err := kit.OneOf("theme", firstOf(a.theme, c.Theme, "auto"), themes())
	if err != nil {
		return theme.Theme{}, err
	}
	mode := guessMode(os.Getenv)
	switch name {
	case "dark":
		mode = theme.Dark
	case "light":
		mode = theme.Light
	case "none":
		mode = theme.NoColor
	}
	t := theme.New(mode)
	if asciiOnly(os.Getenv) {
		t = t.WithGlyphs(theme.ASCIIGlyphs())
	}
	return t, nil
}

// guessMode follows NO_COLOR (no-color.org), TERM and COLORFGBG. The terminal
// is not asked for its background: an answer that never comes would hold up
// the start.
func guessMode(env func(string) string) theme.Mode {
	if env("NO_COLOR") != "" || env("TERM") == "dumb" {
		return theme.NoColor
	}
	colours := strings.Split(env("COLORFGBG"), ";")
	switch colours[len(colours)-1] {
	case "7", "15":
		return theme.Light
	case "0", "1", "2", "3", "4", "5", "6", "8":
		return theme.Dark
	}
	return theme.Either
}

// asciiOnly reports whether the locale is said to be another one than UTF-8.
func asciiOnly(env func(string) string) bool {
	locale := strings.ToUpper(firstOf(env("LC_ALL"), env("LC_CTYPE"), env("LANG")))
	return locale != "" && !strings.Contains(locale, "UTF-8") && !strings.Contains(locale, "UTF8")
}
