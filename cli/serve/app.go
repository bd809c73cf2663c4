package serve

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
	"examdesk/server/auth"
)

// newCmdApp returns the command serve app.
func newCmdApp(f *kit.Factory) *cobra.Command {
	return kit.Group("app", "Register the programs that may sign in at the server", NewCmdAppAdd(f, nil), NewCmdAppList(f, nil), NewCmdAppRevoke(f, nil))
}

// AppOptions are the options of serve app add and of serve app revoke.
type AppOptions struct {
	*kit.Factory
	kit.Change
	Name, User string
}

// appJSON is an application; docs/commands.md describes it. The secret is there only
// when it was just made.
type appJSON struct {
	Name         string        `json:"name"`
	ClientID     string        `json:"client_id"`
	ClientSecret string        `json:"client_secret,omitempty"`
	Username     string        `json:"username"`
	Created      jsonout.Time  `json:"created"`
	Revoked      *jsonout.Time `json:"revoked"`
}

// NewCmdAppAdd returns the command serve app add.
func NewCmdAppAdd(f *kit.Factory, run func(context.Context, *AppOptions) error) *cobra.Command {
	if run == nil {
		run = appAddRun
	}
	o := &AppOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "add NAME --user USERNAME",
		Short: "Register a program, which signs in as a user",
		Long: `Registers a program, such as a proctoring service that delivers reviews. It gets tokens at POST /oauth2/access_token with its
client id and secret (client_credentials) and may then do what its user may. The secret is shown once; a slow hash of it is kept.`,
		Example: "  examdesk serve app add proctortrack --user proctortrack",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON object, with the secret", appJSON{})
	cmd.Flags().StringVar(&o.User, "user", "", "`USERNAME` as whom it signs in")
	_ = cmd.MarkFlagRequired("user")
	return cmd
}

func appAddRun(ctx context.Context, o *AppOptions) error {
	return kit.ForDeed(ctx, o.Factory, model.DeedKeepApplications, func(opened *kit.Opened) error {
		if _, err := opened.Store.Person(ctx, o.User); err != nil {
			return err
		}
		if done, err := confirmed(o, opened, fmt.Sprintf("Register %s, which may do what %s may?", model.Clean(o.Name), model.Clean(o.User))); !done {
			return err
		}
		secret := rand.Text() + rand.Text()
		hash, err := auth.HashSecret(secret)
		if err != nil {
			return err
		}
		a, err := opened.Store.AddApplication(ctx, model.NewApplication{Name: o.Name, ClientID: rand.Text(), SecretHash: hash, Username: o.User})
		if err != nil {
			return err
		}
		out := shapeApp(a)
		out.ClientSecret = secret
		if o.AsJSON {
			return printer.JSON(o.Out, out)
		}
		_, err = fmt.Fprintf(o.Out, "client_id      %s\nclient_secret  %s\n", out.ClientID, secret)
		_, _ = fmt.Fprintln(o.Err, "The secret is not shown again.")
		return err
	})
}

// confirmed reports whether a change is to be made: not in a dry run, and not where a
// person says no.
func confirmed(o *AppOptions, opened *kit.Opened, question string) (bool, error) {
	if o.DryRun && o.AsJSON {
		return false, printer.JSON(o.Out, appJSON{Name: model.Clean(o.Name), Username: model.Clean(o.User)})
	}
	if o.DryRun {
		_, err := fmt.Fprintln(o.Out, "Would do it: "+question)
		return false, err
	}
	if err := opened.MayWrite(); err != nil {
		return false, err
	}
	if o.AsJSON {
		if err := o.NeedYes(); err != nil {
			return false, err
		}
	}
	err := kit.Confirm(o.Factory, question, o.Yes)
	return err == nil, err
}

func shapeApp(a model.Application) appJSON {
	out := appJSON{Name: model.Clean(a.Name), ClientID: a.ClientID, Username: a.User.String(), Created: jsonout.Time(a.Created)}
	if a.Revoked != nil {
		at := jsonout.Time(*a.Revoked)
		out.Revoked = &at
	}
	return out
}

// NewCmdAppRevoke returns the command serve app revoke.
func NewCmdAppRevoke(f *kit.Factory, run func(context.Context, *AppOptions) error) *cobra.Command {
	if run == nil {
		run = appRevokeRun
	}
	o := &AppOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "revoke NAME",
		Short:   "Refuse a program from now on; tokens that it has stay good until they expire",
		Example: "  examdesk serve app revoke proctortrack --yes",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON object", appJSON{})
	return cmd
}

func appRevokeRun(ctx context.Context, o *AppOptions) error {
	return kit.ForDeed(ctx, o.Factory, model.DeedKeepApplications, func(opened *kit.Opened) error {
		if done, err := confirmed(o, opened, "Refuse "+model.Clean(o.Name)+" from now on?"); !done {
			return err
		}
		a, err := opened.Store.RevokeApplication(ctx, o.Name)
		if err != nil {
			return err
		}
		if o.AsJSON {
			return printer.JSON(o.Out, shapeApp(a))
		}
		_, err = fmt.Fprintf(o.Out, "%s can no longer sign in.\n", model.Clean(a.Name))
		return err
	})
}

// AppListOptions are the options of serve app list.
type AppListOptions struct {
	*kit.Factory
	printer.List
}

// NewCmdAppList returns the command serve app list.
func NewCmdAppList(f *kit.Factory, run func(context.Context, *AppListOptions) error) *cobra.Command {
	if run == nil {
		run = appListRun
	}
	o := &AppListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the programs that were registered",
		Example: "  examdesk serve app list --json",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.Flags(cmd, 0, "most programs to list; 0 for all", []appJSON(nil))
	return cmd
}

func appListRun(ctx context.Context, o *AppListOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		list, err := opened.Store.Applications(ctx)
		if err != nil {
			return err
		}
		l := printer.Listing[model.Application]{
			Rows: printer.Each(printer.Cut(o.List, list)), Head: []string{"NAME", "USER", "CLIENT ID", "CREATED", "REVOKED"},
			Cells: func(a model.Application) []string {
				revoked := "-"
				if a.Revoked != nil {
					revoked = a.Revoked.UTC().Format("2006-01-02 15:04 UTC")
				}
				return []string{model.Clean(a.Name), a.User.String(), a.ClientID, a.Created.UTC().Format("2006-01-02 15:04 UTC"), revoked}
			},
		}
		if o.AsJSON {
			l.JSON = func(a model.Application) any { return shapeApp(a) }
		}
		return printer.WriteList(o.Factory, l)
	})
}
