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

// rotation are the flags of `keys rotate`.
type rotation struct {
	kit.Change
	in             secretInput
	finish, drop   bool
	live, unproven bool
}

// NewCmdRotate returns the command keys rotate.
func NewCmdRotate(a *setup.Setup) *cobra.Command {
	var r rotation
	cmd := &cobra.Command{
		Use:   "rotate NAME|BACKEND/KEY [--stdin|--from-file PATH] | --finish | --drop",
		Short: "Put a new value in the place of a secret, once it is proven",
		Long: `Files the new value beside the present one, tries it at the services that use it, and only then lets it take its
place. Until then, and after any failure, the present one stays. A client_secret is proven by a token, the keys of
software_secure by a registration, which --live allows. What no service can be asked about needs --unproven.

A rotation that was interrupted is shown by keys list; --finish goes on with it, --drop takes the new value away.`,
		Example: "  examdesk keys rotate software_secure/secret_key --live",
		Args:    oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := r.check(); err != nil {
				return err
			}
			return onKey(cmd.Context(), a, args, func(c config.Config, v *keys.Vault, t secrets.Target) error {
				return keysRotate(cmd.Context(), a, c, v, t, r)
			})
		},
	}
	r.Flags(cmd)
	r.in.flags(cmd)
	cmd.Flags().BoolVar(&r.live, "live", false, "prove it also by registering a made-up attempt, marked as not to be reviewed")
	cmd.Flags().BoolVar(&r.unproven, "unproven", false, "take a value that no service could be asked about")
	cmd.Flags().BoolVar(&r.finish, "finish", false, "go on with an interrupted rotation")
	cmd.Flags().BoolVar(&r.drop, "drop", false, "take away the new value of an interrupted rotation")
	return cmd
}

func (r rotation) check() error {
	if r.finish && r.drop || (r.finish || r.drop) && (r.in.stdin || r.in.file != "") {
		return kit.Usagef("--finish, --drop and a new value do not go together")
	}
	return r.in.check()
}

// plan is what is about to be done with a secret, and the question about it.
func (r rotation) plan(name string) (plan, question string) {
	switch {
	case r.finish:
		return "let the new value of " + name + " take its place, once it is proven", "Finish it?"
	case r.drop:
		return "take the new value of " + name + " away; the present one stays", "Drop it?"
	}
	return "put a new value in the place of " + name + ", once it is proven", "Rotate it?"
}

func keysRotate(ctx context.Context, a *setup.Setup, c config.Config, v *keys.Vault, t secrets.Target, r rotation) error {
	if err := t.Mine(c); err != nil {
		return err
	}
	if t.Backend != "" && c.BackendRef(t.Backend, t.Key) != "" && len(c.UsesOf(t.Name)) == 0 {
		return model.Errorf(model.CodeConflict, "%s does not refer to %s; change the secret where it is.", config.BackendKey(t.Backend, t.Key), keys.FullName(t.Name))
	}
	p := proof{a: a, c: c, uses: c.UsesOf(t.Name), live: r.live, anyhow: r.unproven}
	if err := p.hopeless(); err != nil && !r.drop && !r.DryRun {
		return err
	}
	choose := v.ChooseToStore
	if r.DryRun {
		choose = v.Choose
	}
	choice, err := choose(ctx)
	sayChoice(a, choice)
	if err != nil {
		return err
	}
	plan, question := r.plan(keys.FullName(t.Name))
	if r.DryRun {
		_, err := fmt.Fprintf(a.Out, "Would %s, in %s.\n", plan, choice.Kind)
		return err
	}
	_, _ = fmt.Fprintf(a.Out, "About to %s, in %s.\n", plan, choice.Kind)
	if err := mayChangeKeys(a); err != nil {
		return err
	}
	if err := kit.Confirm(a.Factory, question, r.Yes); err != nil {
		return err
	}
	return rotateKey(ctx, a, v, t, r, p)
}

func rotateKey(ctx context.Context, a *setup.Setup, v *keys.Vault, t secrets.Target, r rotation, p proof) error {
	if r.drop {
		if err := keys.DropRotation(ctx, v, t.Name); err != nil {
			return err
		}
		_, err := fmt.Fprintln(a.Out, "Dropped. The present value stays.")
		return err
	}
	var err error
	if r.finish {
		err = keys.FinishRotation(ctx, v, t.Name, p.try)
	} else {
		var candidate model.Secret
		if candidate, err = r.in.read(ctx, a, "The new secret, which is not shown:"); err == nil {
			err = keys.Rotate(ctx, v, t.Name, candidate, func(ctx context.Context) error { return p.try(ctx, candidate) })
		}
	}
	if err != nil {
		if ctx.Err() != nil {
			kit.TallyOf(ctx).Note("The present value of %s stays; if the new one was stored already, --finish or --drop settles it.", keys.FullName(t.Name))
		}
		if p.refused {
			_, _ = fmt.Fprintln(a.Out, "Not rotated: the present value stays.")
		}
		return err
	}
	if p.unproven {
		_, err = fmt.Fprintln(a.Out, "Rotated. The new value is stored, but it could not be tried against the service; try it before it is needed.")
	} else {
		_, err = fmt.Fprintln(a.Out, "Rotated. The service accepted the new value before it took the old one's place.")
	}
	return err
}
