package keys

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/secrets"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// sayChoice prints which place is used and why, separately from the output.
func sayChoice(a *setup.Setup, ch keys.Choice) {
	_, _ = fmt.Fprintf(a.Err, "Secrets are kept in %s. %s\n", ch.Kind, model.Clean(ch.Why))
	if ch.Warning != "" {
		_, _ = fmt.Fprintf(a.Err, "Warning: %s\n", model.Clean(ch.Warning))
	}
}

// mayChangeKeys refuses a change with --read-only.
func mayChangeKeys(a *setup.Setup) error {
	if a.Global.ReadOnly {
		return model.Errorf(model.CodeReadOnly, "Secrets cannot be changed with --read-only; leave it out.")
	}
	return nil
}

// onKey runs a command on the secret that a person names.
func onKey(ctx context.Context, a *setup.Setup, name string, f func(c config.Config, v *keys.Vault, t secrets.Target) error) error {
	c, err := a.Config(ctx)
	if err != nil {
		return err
	}
	t, err := secrets.TargetOf(c, name)
	if err != nil {
		return err
	}
	return f(c, a.Vault(c), t)
}

// oneName accepts one argument. It does not repeat others, since they may be a
// secret, which never belongs on the command line.
func oneName(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return kit.Usagef("name the secret, as in software_secure/secret_key")
	case 1:
		return nil
	}
	return kit.Usage(secrets.ErrValueInArgs)
}

// quietFlags keeps a wrong flag from being repeated, since it may be a secret.
func quietFlags(cmd *cobra.Command) {
	cmd.SetFlagErrorFunc(func(*cobra.Command, error) error {
		return kit.Usagef("there is a flag that is not known or has a wrong value")
	})
}

// reporter collects what there is to report about secrets.
type reporter func(context.Context, *setup.Setup) (secrets.Report, error)

func reportOn(ctx context.Context, s *setup.Setup) (secrets.Report, error) {
	c, err := s.Config(ctx)
	if err != nil {
		return secrets.Report{}, err
	}
	return secrets.ReportOn(ctx, s, c), nil
}
