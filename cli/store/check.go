package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
	"examdesk/tui/theme"
)

// CheckOptions holds the options of store check.
type CheckOptions struct {
	*setup.Setup
	// findings checks the store that flags and configuration name.
	findings func(context.Context, *setup.Setup) ([]model.Finding, error)
}

// NewCmdCheck returns the command store check.
func NewCmdCheck(s *setup.Setup, run func(context.Context, *CheckOptions) error) *cobra.Command {
	if run == nil {
		run = checkRun
	}
	o := &CheckOptions{Setup: s, findings: findingsOf}
	return &cobra.Command{
		Use:     "check",
		Short:   "Check what a store is and whether its rows are consistent; changes nothing",
		Example: "  examdesk store check --store sqlite:state.sqlite3",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
}

func checkRun(ctx context.Context, o *CheckOptions) error {
	findings, err := o.findings(ctx, o.Setup)
	if err != nil {
		return err
	}
	bad := 0
	for _, f := range findings {
		mark := "ok  "
		if !f.OK {
			mark, bad = "FAIL", bad+1
		}
		_, _ = fmt.Fprintf(o.Out, "%s  %s %s\n", mark, theme.Pad(model.Clean(f.What), 24), model.Clean(f.Detail))
		if !f.OK && f.Remedy != "" {
			_, _ = fmt.Fprintf(o.Out, "      %s\n", model.Clean(f.Remedy))
		}
	}
	if bad > 0 {
		return model.Errorf(model.CodeInternal, "%d of %d checks failed.", bad, len(findings))
	}
	return nil
}

// findingsOf returns what the store reports about itself, opened for no one, and
// whose rules its changes follow.
func findingsOf(ctx context.Context, s *setup.Setup) ([]model.Finding, error) {
	rules, err := rulesFinding(ctx, s)
	if err != nil {
		return nil, err
	}
	c, t, err := s.ConfigEnv().Named(ctx)
	if err != nil {
		return nil, err
	}
	if err := t.MustExist(); err != nil {
		return nil, err
	}
	o, err := s.Look(ctx, c, t) // opening it changes no byte
	if err != nil {
		return nil, err
	}
	found, err := o.Store.CheckStore(ctx)
	found = append(found, o.Store.Openings(s.Clock())...)
	return append(found, rules), errors.Join(err, o.Close())
}

// rulesFinding reports whose rules changes of the store follow here.
func rulesFinding(ctx context.Context, a *setup.Setup) (model.Finding, error) {
	c, err := a.Config(ctx)
	if err != nil {
		return model.Finding{}, err
	}
	r, err := a.ConfigEnv().Followed(c)
	return model.Finding{OK: true, What: "rules", Detail: a.ConfigEnv().RulesWords(c, r) + "; a store does not show which release wrote it"}, err
}
