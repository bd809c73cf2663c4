package doctor

import (
	"context"
	"fmt"
	"os"
	"slices"

	"examdesk/config"
	"examdesk/files"
	"examdesk/model"
)

// all runs all checks. A failure does not stop the others, but what depends on a
// configuration that cannot be read is left out.
func (x *examination) all(ctx context.Context, o *Options) {
	kept := false
	if all, ok := x.configuration(ctx); ok {
		for _, c := range x.profiles(all, o) {
			kept = x.oneProfile(ctx, c, o) || kept
		}
		x.profile = ""
	}
	if !kept {
		x.kept(ctx, nil)
	}
	x.journal()
	x.terminal()
	x.zones()
}

// profiles returns the profiles to check.
func (x *examination) profiles(all config.Config, o *Options) []config.Config {
	if !o.AllProfiles {
		c, err := all.Of(x.Global.Profile)
		if err != nil {
			x.problem("profile", model.Sentence(err), "See: examdesk profile list")
			return nil
		}
		return []config.Config{c}
	}
	return slices.Insert(all.Others(), 0, all)
}

// oneProfile checks what belongs to one profile. It reports whether it looked into
// the journal through its store; with several stores, none does.
func (x *examination) oneProfile(ctx context.Context, c config.Config, o *Options) (kept bool) {
	if o.AllProfiles {
		x.profile = c.ProfileName
	}
	for _, w := range c.Literals() {
		x.note("secrets", w, "Write keyring:NAME, env:NAME or file:PATH instead.")
	}
	if info, err := os.Stat(c.Path); err == nil && len(c.Literals()) > 0 && sharedFile(info.Mode()) {
		x.problem("secrets", fmt.Sprintf("%s contains a secret, and others can read it (%s)", c.Path, info.Mode().Perm()), "Run: chmod 600 "+c.Path)
	}
	switch {
	case c.DefaultProfile == "" && x.Global.Profile == "" && c.ProfileName == config.NoDefault:
		x.ok("profile", "none; name one with --profile or default_profile")
	default:
		x.ok("profile", c.ProfileName)
	}
	if r, err := x.ConfigEnv().Followed(c); err != nil {
		x.problem("rules", model.Sentence(err), "Name one of these releases with --rules or in the profile.")
	} else {
		x.ok("rules", x.ConfigEnv().RulesWords(c, r))
	}
	kept = x.store(ctx, c, !o.AllProfiles)
	x.services(ctx, c, o.Online)
	x.secretsIn(ctx, c)
	return kept
}

func (x *examination) configuration(ctx context.Context) (config.Config, bool) {
	path, err := x.ConfigEnv().Path()
	if err != nil {
		x.problem("configuration", model.Sentence(err), "Set HOME, or name a configuration with --config.")
		return config.Config{}, false
	}
	c, err := config.Read(ctx, x.Global.File)
	if err != nil {
		detail, remedy := model.Sentence(err), "Correct "+model.Clean(path)+", or name another one with --config."
		if files.Refused(err, "") != nil {
			detail, remedy = parted(detail)
		}
		x.problem("configuration", detail, remedy)
		return config.Config{}, false
	}
	if c.Path == "" {
		x.ok("configuration", "none at "+path+"; none is needed")
	} else {
		x.ok("configuration", "read from "+c.Path)
	}
	return c, true
}
