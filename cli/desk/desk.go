package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"examdesk/cli/checks"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/journal"
	"examdesk/model"
	"examdesk/tui"
	"examdesk/tui/theme"
)

// shower draws the desk until the person leaves it.
type shower func(context.Context, *setup.Setup, tui.Deps) error

// desk opens the desk on a target.
func desk(ctx context.Context, a *setup.Setup, c config.Config, t config.Target, show shower) (err error) {
	if !a.IsTerminal {
		return kit.Usagef("the desk needs a terminal; in scripts use commands such as attempt list --json")
	}
	look, err := lookOf(a, c)
	if err != nil {
		return err
	}
	if note := a.Unlock(ctx, c, t); note != "" {
		t.Notes = append(t.Notes, note)
	}
	if note := a.ConfigEnv().RulesNote(c); note != "" {
		t.Notes = append(t.Notes, note)
	}
	o, err := a.Open(ctx, c, t, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	meanwhile := deliverMeanwhile(ctx, a, o)
	defer func() { err = errors.Join(err, meanwhile.stop()) }()
	if meanwhile.problem != "" {
		t.Notes = append(t.Notes, meanwhile.problem)
	}
	d, err := deskDeps(ctx, a, c, t, o)
	if err != nil {
		return err
	}
	d.Theme = look
	d.StoreNote = func(now time.Time) string { return cmp.Or(meanwhile.note(), o.Store.CopyNote(now)) }
	if d.Capabilities.Decide.OK && !t.ReadOnly {
		j, err := openJournal(ctx, c, t, o)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeJournal(ctx, j)) }()
		d.Keeper = j
	}
	return show(ctx, a, d)
}

// deskDeps returns what the desk gets, except for its look and the journal.
func deskDeps(ctx context.Context, a *setup.Setup, c config.Config, t config.Target, o *setup.Opened) (tui.Deps, error) {
	d := tui.Deps{
		Desk: o.Store, Allowances: o.Store, Clock: a.Clock, Zone: time.Local, Hold: c.Hold(), ReadOnly: t.ReadOnly,
	}
	d.Part = o.Part
	d.Presence, _ = o.Store.(model.Presence) // a file has none
	hereabouts().reach(&d)
	outbox, err := outboxNotes(ctx, o)
	if err != nil {
		return d, err
	}
	if d.Backends, err = deskVerifier(a, c, t); err != nil {
		return d, err
	}
	d.Capabilities, err = o.Store.Capabilities(ctx)
	d.Capabilities.Notes = slices.Concat(damagedNotes(t), o.Store.Notes(a.Clock()), d.Capabilities.Notes, t.Notes, c.Warnings(), outbox)
	return d, err
}

// deskVerifier checks the services of the configuration, or those of sample data.
func deskVerifier(a *setup.Setup, c config.Config, t config.Target) (model.BackendVerifier, error) {
	if t.Services == nil {
		return checks.Verifier(a, c)
	}
	const made = "the sample data"
	asIs := func(_ context.Context, ref string) (model.Secret, string, error) {
		return model.NewSecret(ref), made, nil
	}
	return checks.VerifierOf(a, *t.Services, asIs, func(string) string { return made })
}

// show runs the desk, and prints what a failed part of it left behind.
func show(ctx context.Context, a *setup.Setup, d tui.Deps) error {
	err := tui.Run(ctx, d, tui.Terminal{In: a.In, Out: a.Terminal(), Around: hereabouts().around})
	var crash *tui.CrashError
	if errors.As(err, &crash) {
		_, _ = fmt.Fprintf(a.Err, "%s\n", crash.Trace())
	}
	return err
}

// openJournal opens the journal of a store. Sample data have their journal beside
// them, and it is deleted with them.
func openJournal(ctx context.Context, c config.Config, t config.Target, o *setup.Opened) (*journal.Journal, error) {
	dir, err := t.Journal, error(nil)
	if dir == "" {
		if dir, err = config.JournalDir(); err != nil {
			return nil, err
		}
	}
	cfg, err := setup.JournalOf(ctx, o.Store, dir)
	if err != nil {
		return nil, err
	}
	cfg.Hold, cfg.Reviewer = journalHold(c), o.Actor.Username.Raw()
	return journal.Open(ctx, cfg, o.Store)
}

// journalHold returns the configured hold. The journal takes 0 for its default, so no
// hold is written as the shortest.
func journalHold(c config.Config) time.Duration { return max(c.Hold(), time.Nanosecond) }

// closePatience is how long closing waits for a decision that is being sent.
const closePatience = 10 * time.Second

func closeJournal(ctx context.Context, j *journal.Journal) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
	defer stop()
	return j.Close(ctx)
}

// themes returns the values of --theme and of the configuration.
func themes() []string { return []string{"dark", "light", "none", "auto"} }

// lookOf chooses colours and glyphs: those the person asks for, or those that suit
// the terminal.
func lookOf(a *setup.Setup, c config.Config) (theme.Theme, error) {
	name, err := kit.OneOf("theme", cmp.Or(a.Theme, c.Theme, "auto"), themes())
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
	if kit.ASCIIOnly(os.Getenv) {
		t = t.WithGlyphs(theme.ASCIIGlyphs())
	}
	return t, nil
}

// guessMode follows NO_COLOR (no-color.org), TERM and COLORFGBG. It does not ask the
// terminal for its background, since an answer that never comes would delay the
// start.
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
