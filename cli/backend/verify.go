package backend

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/checks"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// VerifyOptions holds the options of backend verify.
type VerifyOptions struct {
	*setup.Setup
	// Names are the services to check; empty for all.
	Names []string
	// Live registers a made-up attempt, and Strict makes warnings count as failures.
	Live, AsJSON, Strict bool
	// Watch is the number of seconds between checks, 0 for a single one; Timeout is
	// how many seconds a check may take.
	Watch, Timeout int
	Format         string
	open           opener
}

// NewCmdVerify returns the command backend verify.
func NewCmdVerify(s *setup.Setup, run func(context.Context, *VerifyOptions) error) *cobra.Command {
	if run == nil {
		run = verifyRun
	}
	o := &VerifyOptions{Setup: s, open: open}
	cmd := &cobra.Command{
		Use:   "verify [NAME…]",
		Short: "Check that proctoring services work: settings, keys, connection, clock, credentials",
		Long: `Checks the named proctoring services, or all: whether their settings are complete, their keys well formed,
their addresses reachable and their certificates valid, whether the clocks agree, and whether they accept the
credentials. Each check says what it found and what to do; a failed check names its cause: settings, wrong secret, wrong
clock, wrong address, blocked, down, or wrong answer.

It leaves nothing behind at a service, with one exception: --live registers a made-up attempt with a
software_secure service, marked as not to be reviewed. There is no other way to find out whether its keys are accepted.

The exit status is 0 if no check failed, 4 if a secret was refused, 6 if a service cannot be reached, and 1 otherwise. With
--strict a warning counts as a failure.

--format nagios prints one line for Nagios, Icinga and similar tools, with their exit status 0, 1, 2 or 3; --format
prometheus prints metrics of the services and of the profile's store, with exit status 0 if it could read them.`,
		Example: "  examdesk backend verify\n  examdesk backend verify software_secure --live\n  examdesk backend verify --json\n  examdesk backend verify --watch=300\n  examdesk backend verify --strict --format nagios",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := errors.Join(o.check(cmd), kit.NotBoth(cmd, "json", "format")); err != nil {
				return err
			}
			o.Names = args
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.Live, "live", false, "also register a made-up attempt, marked as not to be reviewed")
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []verificationJSON(nil))
	cmd.Flags().BoolVar(&o.Strict, "strict", false, "let warnings count as failures")
	cmd.Flags().StringVar(&o.Format, "format", string(formatText), "print as `FORMAT`: text, json, nagios or prometheus")
	cmd.Flags().IntVar(&o.Watch, "watch", 0, "check again every `SECONDS` and print what changes, until interrupted (60 without a number)")
	cmd.Flags().Lookup("watch").NoOptDefVal = "60"
	cmd.Flags().IntVar(&o.Timeout, "timeout", 10, "most `SECONDS` for each check")
	return cmd
}

func (o *VerifyOptions) check(cmd *cobra.Command) error {
	const longest = 24 * 60 * 60
	switch {
	case o.Timeout < 1 || o.Timeout > 300:
		return kit.Usagef("--timeout %d: give a number of seconds from 1 to 300", o.Timeout)
	case cmd.Flags().Changed("watch") && (o.Watch < 1 || o.Watch > longest):
		return kit.Usagef("--watch=%d: give a number of seconds from 1 to %d", o.Watch, longest)
	case !slices.Contains([]verifyFormat{formatText, formatJSON, formatNagios, formatPrometheus}, verifyFormat(o.Format)):
		return kit.Usagef("--format %q: use text, json, nagios or prometheus", model.Clean(o.Format))
	case o.Watch > 0 && (verifyFormat(o.Format) == formatNagios || verifyFormat(o.Format) == formatPrometheus):
		return kit.Usagef("--watch works with text and JSON only; let the monitoring system run --format %s repeatedly", o.Format)
	}
	return nil
}

func verifyRun(ctx context.Context, o *VerifyOptions) error {
	err := verifyServices(ctx, o)
	var ended *kit.ExitError
	if verifyFormat(o.Format) == formatNagios && err != nil && !errors.As(err, &ended) {
		return nagiosLine(o.Setup, nagiosUnknown, model.Sentence(err), nil)
	}
	return err
}

func verifyServices(ctx context.Context, o *VerifyOptions) error {
	if o.Live && o.Global.ReadOnly {
		return model.Errorf(model.CodeReadOnly, "--read-only and --live cannot be combined, since --live registers an attempt; leave out --live.")
	}
	c, v, err := o.open(ctx, o.Setup, time.Duration(o.Timeout)*time.Second)
	if err != nil {
		return err
	}
	_ = o.Unlock(ctx, c, config.Target{}) // an unreadable place becomes a finding
	infos, err := chosen(ctx, v, c, o.Names)
	if err != nil {
		return err
	}
	r := &rounds{Setup: o.Setup, strict: o.Strict, Round: checks.Round{Verifier: v, Infos: infos, Options: model.VerifyOptions{Live: o.Live}, Clock: o.Clock}}
	r.After = func(list []checks.Verified) { checks.Remember(ctx, o.Setup, c, list) }
	format := verifyFormat(o.Format)
	if o.AsJSON {
		format = formatJSON
	}
	every := time.Duration(o.Watch) * time.Second
	if format == formatText {
		return r.say(ctx, every)
	}
	list := r.Run(ctx, func(int, model.Check) {})
	switch {
	case ctx.Err() != nil:
		return r.problem(ctx, list)
	case format == formatNagios:
		return sayNagios(o.Setup, list, o.Strict)
	case format == formatPrometheus:
		return sayMetrics(ctx, o.Setup, c, list)
	case every > 0:
		return r.watchJSON(ctx, every, list)
	}
	return errors.Join(printer.JSON(o.Out, verifiedJSON(list)), r.problem(ctx, list))
}

// say checks and prints the results as they arrive.
func (r *rounds) say(ctx context.Context, every time.Duration) error {
	say := newSpeaker(r.Setup, r.Infos)
	list := r.Run(ctx, say.check)
	if err := say.end(list); err != nil || every == 0 || ctx.Err() != nil {
		return errors.Join(err, r.problem(ctx, list))
	}
	return r.watch(ctx, every, list)
}

// chosen returns the services to check: the named ones, or all.
func chosen(ctx context.Context, v model.BackendVerifier, c config.Config, names []string) ([]model.BackendInfo, error) {
	all, err := v.Backends(ctx)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		if len(all) == 0 {
			return nil, model.Errorf(model.CodeNotFound, "No proctoring service is configured; add one to PROCTORING_BACKENDS in the configuration.")
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
			_, err := c.Service(name) // lists the existing ones
			return nil, err
		}
	}
	return out, nil
}
