package doctor

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/files"
	"examdesk/model"
	"examdesk/tui/theme"
)

// doctorFlags are those of `doctor`.
type doctorFlags struct{ asJSON, quiet, allProfiles, online bool }

// NewCmd returns the command doctor.
func NewCmd(a *setup.Setup) *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, store, outbox, journal, services, secrets, terminal and clock; changes nothing in the store",
		Long: `Checks what examdesk works with, and says of each problem what to do. It ends with 1 if there is a problem, so a timer can
run it: with --quiet it prints only problems, and nothing if there is none.

Services are looked at by their settings and by how their last check went; with --online they are checked now, as
backend verify does.`,
		Example: "  examdesk doctor\n  examdesk doctor --quiet --all-profiles --online",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.allProfiles && (cmd.Flag("store").Changed || cmd.Flag("profile").Changed) {
				return kit.Usagef("--all-profiles looks at the stores of all profiles; leave --store and --profile out")
			}
			return doctor(cmd.Context(), a, f)
		},
	}
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []checkup(nil))
	cmd.Flags().BoolVar(&f.quiet, "quiet", false, "print problems only, and nothing if there is none")
	cmd.Flags().BoolVar(&f.allProfiles, "all-profiles", false, "check every profile of the configuration")
	cmd.Flags().BoolVar(&f.online, "online", false, "check the proctoring services now")
	return cmd
}

func doctor(ctx context.Context, a *setup.Setup, f doctorFlags) error {
	if f.allProfiles {
		a.Flags.Store, a.Flags.Profile = "", "" // a variable may have named them
	}
	x := examine(ctx, a, f)
	bad := x.problems()
	shown := x.list
	if f.quiet {
		shown = bad
	}
	if err := sayCheckups(a, shown, f.asJSON); err != nil {
		return err
	}
	switch len(bad) {
	case 0:
		return nil
	case 1:
		return model.Errorf(model.CodeInternal, "There is 1 problem to solve.")
	}
	return model.Errorf(model.CodeInternal, "There are %d problems to solve.", len(bad))
}

func sayCheckups(a *setup.Setup, list []checkup, asJSON bool) error {
	if asJSON {
		return printer.JSON(a.Out, list)
	}
	p, profile := printer.NewPage(a.Factory), ""
	for _, c := range list {
		if c.Profile != profile {
			if profile = c.Profile; profile != "" {
				p.Line("profile %s:", model.Clean(profile))
			} else {
				p.Line("all profiles:")
			}
		}
		mark := map[health]string{healthOK: "ok", healthNote: "note", healthProblem: "PROBLEM"}[c.State]
		p.Bullet(theme.Pad(mark, 9)+theme.Pad(c.What, 15), model.Clean(c.Detail))
		if c.Remedy != "" {
			p.Bullet(strings.Repeat(" ", 24)+"→ ", model.Clean(c.Remedy))
		}
	}
	return p.Flush()
}

// examine runs all checks; one that fails does not keep the others from running,
// but what depends on a configuration that cannot be read is left out.
func examine(ctx context.Context, a *setup.Setup, f doctorFlags) *examination {
	x := &examination{}
	kept := false
	if all, ok := examineConfig(ctx, a, x); ok {
		for _, c := range examined(a, x, all, f) {
			kept = examineProfile(ctx, a, x, c, f) || kept
		}
		x.profile = ""
	}
	if !kept {
		examineKept(ctx, a, x, nil)
	}
	examineJournal(x)
	examineTerminal(a, x)
	examineZones(a, x)
	return x
}

// examined are the profiles to look at.
func examined(a *setup.Setup, x *examination, all config.Config, f doctorFlags) []config.Config {
	if !f.allProfiles {
		c, err := all.Of(a.Flags.Profile)
		if err != nil {
			x.problem("profile", fmt.Sprintf("there is no profile %q", a.Flags.Profile), "See: examdesk profile list")
			return nil
		}
		return []config.Config{c}
	}
	return slices.Insert(all.Others(), 0, all)
}

// examineProfile checks what belongs to one profile. It reports whether it looked
// into the journal as its store has it; of several stores none does.
func examineProfile(ctx context.Context, a *setup.Setup, x *examination, c config.Config, f doctorFlags) (kept bool) {
	if f.allProfiles {
		x.profile = c.ProfileName
	}
	for _, w := range c.Literals() {
		x.note("secrets", w, "Write keyring:NAME, env:NAME or file:PATH instead.")
	}
	if info, err := os.Stat(c.Path); err == nil && len(c.Literals()) > 0 && sharedFile(info.Mode()) {
		x.problem("secrets", fmt.Sprintf("%s holds a secret and others can read it (%s)", c.Path, info.Mode().Perm()), "Run: chmod 600 "+c.Path)
	}
	switch {
	case c.DefaultProfile == "" && a.Flags.Profile == "" && c.ProfileName == config.NoDefault:
		x.ok("profile", "none; --profile or default_profile names one")
	default:
		x.ok("profile", c.ProfileName)
	}
	if r, err := a.ConfigEnv().Followed(c); err != nil {
		x.problem("rules", model.Sentence(err), "Name one of these releases with --rules or in the profile.")
	} else {
		x.ok("rules", a.ConfigEnv().RulesWords(c, r))
	}
	kept = examineStore(ctx, a, x, c, !f.allProfiles)
	examineServices(ctx, a, x, c, f.online)
	examineSecrets(ctx, a, x, c)
	return kept
}

func examineConfig(ctx context.Context, a *setup.Setup, x *examination) (config.Config, bool) {
	path, err := a.ConfigEnv().Path()
	if err != nil {
		x.problem("configuration", model.Sentence(err), "Set HOME, or name a configuration with --config.")
		return config.Config{}, false
	}
	c, err := config.Read(ctx, a.Flags.File)
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
