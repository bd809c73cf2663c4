package backend

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"examdesk/backends/verify"
	"examdesk/cli/checks"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// verifyFlags are those of `backend verify`.
type verifyFlags struct {
	live, asJSON, strict bool
	watch, timeout       int
	format               string
}

// NewCmdVerify returns the command backend verify.
func NewCmdVerify(a *setup.Setup) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [NAME…]",
		Short: "Check whether the proctoring services can be worked with: settings, keys, the way there, clock, credentials",
		Long: `Checks the proctoring services that are named, or all: whether their settings are complete, their keys well formed,
their addresses reachable and their certificates valid, whether the clocks agree, and whether they accept the
credentials. Each check says what was seen and what to do, and a failed one its cause: settings, wrong secret, wrong
clock, wrong address, blocked, down, or wrong answer.

Nothing is left behind at a service, with one exception that must be asked for: --live registers a made-up attempt at a
software_secure service, marked as not to be reviewed. Nothing else tells whether its keys are accepted.

It ends with 0 if no check failed, 4 if a secret was refused, 6 if a service cannot be reached, and else 1. With --strict a
warning counts as a failure.

--format nagios prints one line for Nagios, Icinga and the like, and ends with 0, 1, 2 or 3 as they want it; --format
prometheus prints metrics of the services and of the profile's store, and ends with 0 once it has them.`,
		Example: "  examdesk backend verify\n  examdesk backend verify software_secure --live\n  examdesk backend verify --json\n  examdesk backend verify --watch=300\n  examdesk backend verify --strict --format nagios",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := errors.Join(f.check(cmd), kit.NotBoth(cmd, "json", "format")); err != nil {
				return err
			}
			err := backendVerify(cmd.Context(), a, args, f)
			var ended *kit.ExitError
			if verifyFormat(f.format) == formatNagios && err != nil && !errors.As(err, &ended) {
				return nagiosLine(a, nagiosUnknown, model.Sentence(err), nil)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&f.live, "live", false, "also register a made-up attempt, marked as not to be reviewed")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []verificationJSON(nil))
	cmd.Flags().BoolVar(&f.strict, "strict", false, "let warnings count as failures")
	cmd.Flags().StringVar(&f.format, "format", string(formatText), "print as `FORMAT`: text, json, nagios or prometheus")
	cmd.Flags().IntVar(&f.watch, "watch", 0, "check again every `SECONDS` and say what changes, until interrupted (60 without a number)")
	cmd.Flags().Lookup("watch").NoOptDefVal = "60"
	cmd.Flags().IntVar(&f.timeout, "timeout", 10, "most `SECONDS` for each check")
	return cmd
}

func (f verifyFlags) check(cmd *cobra.Command) error {
	const longest = 24 * 60 * 60
	switch {
	case f.timeout < 1 || f.timeout > 300:
		return kit.Usagef("--timeout %d: give from 1 to 300 seconds", f.timeout)
	case cmd.Flags().Changed("watch") && (f.watch < 1 || f.watch > longest):
		return kit.Usagef("--watch=%d: give from 1 to %d seconds", f.watch, longest)
	case !slices.Contains([]verifyFormat{formatText, formatJSON, formatNagios, formatPrometheus}, verifyFormat(f.format)):
		return kit.Usagef("--format %q: use text, json, nagios or prometheus", model.Clean(f.format))
	case f.watch > 0 && (verifyFormat(f.format) == formatNagios || verifyFormat(f.format) == formatPrometheus):
		return kit.Usagef("--watch goes with text and JSON; let the monitoring start --format %s again", f.format)
	}
	return nil
}

func backendVerify(ctx context.Context, a *setup.Setup, names []string, f verifyFlags) error {
	if f.live && a.Global.ReadOnly {
		return model.Errorf(model.CodeReadOnly, "With --read-only nothing is registered at a service; leave --live out.")
	}
	c, err := a.Config(ctx)
	if err != nil {
		return err
	}
	_ = a.Unlock(ctx, c, config.Target{}) // what cannot be read is a finding
	v, err := checks.Verifier(a, c)
	if err != nil {
		return err
	}
	v.Timeout = time.Duration(f.timeout) * time.Second
	infos, err := chosen(ctx, v, names)
	if err != nil {
		return err
	}
	r := &rounds{Setup: a, strict: f.strict, Round: checks.Round{Verifier: v, Infos: infos, Options: model.VerifyOptions{Live: f.live}, Clock: a.Clock}}
	r.After = func(list []checks.Verified) { checks.Remember(ctx, a, c, list) }
	format := verifyFormat(f.format)
	if f.asJSON {
		format = formatJSON
	}
	every := time.Duration(f.watch) * time.Second
	if format == formatText {
		return r.say(ctx, every)
	}
	list := r.Run(ctx, func(int, model.Check) {})
	switch {
	case ctx.Err() != nil:
		return r.problem(ctx, list)
	case format == formatNagios:
		return sayNagios(a, list, f.strict)
	case format == formatPrometheus:
		return sayMetrics(ctx, a, c, list)
	case every > 0:
		return r.watchJSON(ctx, every, list)
	}
	return errors.Join(printer.JSON(a.Out, verifiedJSON(list)), r.problem(ctx, list))
}

// say checks and says what is heard as it is heard.
func (r *rounds) say(ctx context.Context, every time.Duration) error {
	say := newSpeaker(r.Setup, r.Infos)
	list := r.Run(ctx, say.check)
	if err := say.end(list); err != nil || every == 0 || ctx.Err() != nil {
		return errors.Join(err, r.problem(ctx, list))
	}
	return r.watch(ctx, every, list)
}

// chosen are the services to check: those that are named, else all.
func chosen(ctx context.Context, v *verify.Verifier, names []string) ([]model.BackendInfo, error) {
	all, err := v.Backends(ctx)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		if len(all) == 0 {
			return nil, model.Errorf(model.CodeNotFound, "No proctoring service is configured; PROCTORING_BACKENDS in the configuration names them.")
		}
		return all, nil
	}
	var out []model.BackendInfo
	for _, name := range names {
		found := false
		for _, b := range all {
			if b.Name == name {
				out, found = append(out, b), true
			}
		}
		if !found {
			_, err := v.Settings(name) // says which ones there are
			return nil, err
		}
	}
	return out, nil
}
