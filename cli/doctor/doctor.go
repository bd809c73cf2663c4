package doctor

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/model"
	"examdesk/tui/theme"
)

// NewCmd returns the command doctor. run replaces the checks in tests; nil runs them.
func NewCmd(s *setup.Setup, run func(context.Context, *Options) error) *cobra.Command {
	if run == nil {
		run = doctorRun
	}
	o := &Options{Setup: s}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, store, outbox, journal, services, secrets, terminal and clock; changes nothing in the store",
		Long: `Checks what examdesk works with, and says what to do about each problem. The exit status is 1 if there is a problem, so a
timer can run it: with --quiet it prints only problems, and nothing if there are none.

Services are judged by their settings and the result of their last check; with --online they are checked now, as
by backend verify.`,
		Example: "  examdesk doctor\n  examdesk doctor --quiet --all-profiles --online",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.AllProfiles && (given(cmd, "store") || given(cmd, "profile")) {
				return kit.Usagef("--all-profiles checks the stores of all profiles; leave out --store and --profile")
			}
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []checkup(nil))
	cmd.Flags().BoolVar(&o.Quiet, "quiet", false, "print only problems, and nothing if there are none")
	cmd.Flags().BoolVar(&o.AllProfiles, "all-profiles", false, "check every profile of the configuration")
	cmd.Flags().BoolVar(&o.Online, "online", false, "check the proctoring services now")
	return cmd
}

// given reports whether a flag of all commands is on the command line.
func given(cmd *cobra.Command, flag string) bool {
	f := cmd.Flag(flag)
	return f != nil && f.Changed
}

func doctorRun(ctx context.Context, o *Options) error {
	if o.AllProfiles {
		o.Global.Store, o.Global.Profile = "", "" // a variable may have set them
	}
	x := &examination{Setup: o.Setup}
	x.all(ctx, o)
	bad := x.problems()
	shown := x.list
	if o.Quiet {
		shown = bad
	}
	if err := sayCheckups(o, shown); err != nil {
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

func sayCheckups(o *Options, list []checkup) error {
	if o.AsJSON {
		return printer.JSON(o.Out, list)
	}
	p, profile := printer.NewPage(o.Factory), ""
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
