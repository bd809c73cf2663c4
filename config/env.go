package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"examdesk/keys"
	"examdesk/model"
)

// Flags holds the options of a run that override the configuration.
type Flags struct {
	// File is the configuration, the usual one if empty; Profile is one of its
	// profiles, the default one if empty.
	File, Profile string
	// Store is the store's URL, As the username of the person who decides.
	Store, As string
	// Rules is the release of edx-proctoring whose rules apply.
	Rules string
	// ReadOnly prevents every change.
	ReadOnly bool
	// Strict closes what edx-proctoring leaves open, on a server.
	Strict bool
	// Insecure allows plain HTTP to a server on another machine.
	Insecure bool
}

// Env holds what is needed from outside to open a profile's store.
type Env struct {
	Flags
	// Clock returns the current time.
	Clock   func() time.Time
	Version string
	// TakesSecrets removes the variables that hold secrets from the environment, so
	// that programs that examdesk starts do not inherit them.
	TakesSecrets bool
	// WorkFactor is scrypt's for the encrypted file of secrets; age's own if 0.
	WorkFactor int
	// Log gets a service's refusals that are not errors; nil discards them.
	Log *slog.Logger
	// Ask lets a person say who decides, by username, if no one is named and there are
	// several; it returns "" for no one. If it is nil, no one is asked, and a run
	// without a name cannot decide.
	Ask func([]model.Reviewer) (string, error)
	// DropMirror, which may be nil, removes the copies of an LMS's data, and reports
	// whether there were any.
	DropMirror func(ctx context.Context, c Config, address string) (bool, error)
	// Follows keeps what is shown of an LMS up to date in the background, as a desk needs.
	Follows bool
	// Opened, which may be nil, is called with a store before anything is read from it.
	Opened func(model.StateStore)
}

// Load reads the configuration as the profile in use has it.
func (e Env) Load(ctx context.Context) (Config, error) {
	c, err := Read(ctx, e.File)
	if err != nil {
		return c, err
	}
	if e.WorkFactor > 0 {
		c.workFactor = e.WorkFactor
		c = c.withVault()
	}
	if c, err = c.Of(e.Profile); err == nil && e.TakesSecrets {
		keys.TakeEnv(append(c.secretVariables(), PassphraseEnv)...)
	}
	return c, err
}

// Path returns the path of the configuration, whether the file exists or not.
func (e Env) Path() (string, error) {
	if e.File != "" {
		return e.File, nil
	}
	return UsualPath()
}

// Named returns the configuration and the store that it and the flags name.
func (e Env) Named(ctx context.Context) (Config, Target, error) {
	c, err := e.Load(ctx)
	if err != nil {
		return Config{}, Target{}, err
	}
	t, err := e.Target(c)
	return c, t, err
}

// Target resolves flags, profile and the usual place, in this order.
func (e Env) Target(c Config) (Target, error) {
	p := c.Profiles[c.ProfileName]
	url := firstOf(e.Store, p.Store)
	t := Target{As: firstOf(e.As, p.As), ReadOnly: e.ReadOnly || p.ReadOnly, ownAttempts: p.OwnAttempts, Strict: e.Strict || p.Strict, Configured: true}
	if url == "" {
		dir, err := DataDir()
		if err != nil {
			return t, model.Wrap(err, model.CodeInvalid, "%s Or name a store with --store sqlite:PATH.", model.Sentence(err))
		}
		t.Path = filepath.Join(dir, "state.sqlite3")
		_, err = os.Stat(t.Path)
		t.Configured = !errors.Is(err, fs.ErrNotExist)
		return t, nil
	}
	if address, is := ServerURL(url); is {
		t.Server, t.CAFile = address, p.CAFile
		return t, e.CheckSite(Site{Kind: AtServer, Address: address})
	}
	if address, is := LMSURL(url); is {
		t.LMS, t.CAFile = address, p.CAFile
		return t, e.CheckSite(Site{Kind: AtLMS, Address: address})
	}
	path, err := StorePath(url)
	t.Path = path
	return t, err
}

// FlagError means that a flag has a value that cannot be used.
type FlagError struct{ Err error }

// Error describes what is wrong with it.
func (e *FlagError) Error() string { return e.Err.Error() }

// Unwrap returns the wrapped error.
func (e *FlagError) Unwrap() error { return e.Err }

// Followed returns the rules that --rules or the profile names, or else the newest.
func (e Env) Followed(c Config) (model.Rules, error) {
	if e.Rules != "" {
		r, err := model.RulesOf(e.Rules)
		if err != nil {
			return r, &FlagError{err}
		}
		return r, nil
	}
	if named := c.Profiles[c.ProfileName].Rules; named != "" {
		return model.RulesOf(named)
	}
	return model.LatestRules(), nil
}

// RulesWords describes which rules apply and who chose them.
func (e Env) RulesWords(c Config, r model.Rules) string {
	return "those of edx-proctoring " + e.rulesChoice(c, r)
}

// rulesChoice returns the release whose rules apply and who chose it.
func (e Env) rulesChoice(c Config, r model.Rules) string {
	by := "the default; --rules or a profile's rules name others"
	switch {
	case e.Rules != "":
		by = "--rules " + model.Clean(e.Rules)
	case c.Profiles[c.ProfileName].Rules != "":
		by = "the profile says " + model.Clean(c.Profiles[c.ProfileName].Rules)
	}
	return fmt.Sprintf("%s (%s)", r.Release, by)
}

// RulesNote returns the desk's note that the rules in use are not the newest, or "" if
// they are.
func (e Env) RulesNote(c Config) string {
	r, err := e.Followed(c)
	if err != nil || r == model.LatestRules() {
		return ""
	}
	return fmt.Sprintf("The rules of edx-proctoring %s are followed, not those of %s and later.", r.Release, model.LatestRules().Release)
}
