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

// RotateOptions holds the options of keys rotate.
type RotateOptions struct {
	*setup.Setup
	kit.Change
	Name string
	in   secretInput
	// Finish continues an interrupted rotation, Drop ends it.
	Finish, Drop bool
	// Live allows a registration, Unproven a value that no service could be asked
	// about.
	Live, Unproven bool
}

// NewCmdRotate returns the command keys rotate.
func NewCmdRotate(s *setup.Setup, run func(context.Context, *RotateOptions) error) *cobra.Command {
	if run == nil {
		run = rotateRun
	}
	o := &RotateOptions{Setup: s}
	cmd := &cobra.Command{
		Use:   "rotate NAME|BACKEND/KEY [--stdin|--from-file PATH] | --finish | --drop",
		Short: "Replace the value of a secret once the new one is proven",
		Long: `Saves the new value beside the present one, tries it with the services that use it, and only then replaces the present
one. Until then, and after any failure, the present value stays. A client_secret is proven by a token, the keys of
software_secure by a registration, which --live allows. A value that no service can be asked about needs --unproven.

keys list shows a rotation that was interrupted; --finish continues it, --drop removes the new value.`,
		Example: "  examdesk keys rotate software_secure/secret_key --live",
		Args:    oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.in.flags(cmd)
	cmd.Flags().BoolVar(&o.Live, "live", false, "also prove it by registering a made-up attempt, marked as not to be reviewed")
	cmd.Flags().BoolVar(&o.Unproven, "unproven", false, "take a value that no service could be asked about")
	cmd.Flags().BoolVar(&o.Finish, "finish", false, "go on with an interrupted rotation")
	cmd.Flags().BoolVar(&o.Drop, "drop", false, "remove the new value of an interrupted rotation")
	return cmd
}

func (o *RotateOptions) check() error {
	if o.Finish && o.Drop || (o.Finish || o.Drop) && (o.in.stdin || o.in.file != "") {
		return kit.Usagef("--finish, --drop and a new value cannot be combined")
	}
	return o.in.check()
}

// plan returns what is about to be done with a secret, and the question about it.
func (o *RotateOptions) plan(name string) (plan, question string) {
	switch {
	case o.Finish:
		return "replace the value of " + name + " with the new one once it is proven", "Finish it?"
	case o.Drop:
		return "remove the new value of " + name + "; the present one stays", "Drop it?"
	}
	return "replace the value of " + name + " once the new one is proven", "Rotate it?"
}

func rotateRun(ctx context.Context, o *RotateOptions) error {
	return onKey(ctx, o.Setup, o.Name, func(c config.Config, v *keys.Vault, t secrets.Target) error { return rotate(ctx, o, c, v, t) })
}

func rotate(ctx context.Context, o *RotateOptions, c config.Config, v *keys.Vault, t secrets.Target) error {
	if err := t.Mine(c); err != nil {
		return err
	}
	if t.Backend != "" && c.BackendRef(t.Backend, t.Key) != "" && len(c.UsesOf(t.Name)) == 0 {
		return model.Errorf(model.CodeConflict, "%s does not refer to %s; change the secret where it is.", config.BackendKey(t.Backend, t.Key), keys.FullName(t.Name))
	}
	p := proof{a: o.Setup, c: c, uses: c.UsesOf(t.Name), live: o.Live, anyhow: o.Unproven}
	if err := p.hopeless(); err != nil && !o.Drop && !o.DryRun {
		return err
	}
	choose := v.ChooseToStore
	if o.DryRun {
		choose = v.Choose
	}
	choice, err := choose(ctx)
	sayChoice(o.Setup, choice)
	if err != nil {
		return err
	}
	plan, question := o.plan(keys.FullName(t.Name))
	if o.DryRun {
		_, err := fmt.Fprintf(o.Out, "Would %s, in %s.\n", plan, choice.Kind)
		return err
	}
	_, _ = fmt.Fprintf(o.Out, "About to %s, in %s.\n", plan, choice.Kind)
	if err := mayChangeKeys(o.Setup); err != nil {
		return err
	}
	if err := kit.Confirm(o.Factory, question, o.Yes); err != nil {
		return err
	}
	return rotateKey(ctx, o, v, t, p)
}

func rotateKey(ctx context.Context, o *RotateOptions, v *keys.Vault, t secrets.Target, p proof) error {
	if o.Drop {
		if err := keys.DropRotation(ctx, v, t.Name); err != nil {
			return err
		}
		_, err := fmt.Fprintln(o.Out, "Removed the new value. The present value stays.")
		return err
	}
	var err error
	if o.Finish {
		err = keys.FinishRotation(ctx, v, t.Name, p.try)
	} else {
		var candidate model.Secret
		if candidate, err = o.in.read(ctx, o.Setup, "The new secret, which is not shown:"); err == nil {
			err = keys.Rotate(ctx, v, t.Name, candidate, func(ctx context.Context) error { return p.try(ctx, candidate) })
		}
	}
	if err != nil {
		if ctx.Err() != nil {
			kit.TallyOf(ctx).Note("The present value of %s stays; if the new one was already saved, use --finish or --drop.", keys.FullName(t.Name))
		}
		if p.refused {
			_, _ = fmt.Fprintln(o.Out, "Not rotated: the present value stays.")
		}
		return err
	}
	if p.unproven {
		_, err = fmt.Fprintln(o.Out, "Rotated. The new value is saved, but it could not be tried with the service; try it before it is needed.")
	} else {
		_, err = fmt.Fprintln(o.Out, "Rotated. The service had accepted the new value before it replaced the old one.")
	}
	return err
}
