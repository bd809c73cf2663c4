package session

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
)

// WhoamiOptions holds the options of whoami.
type WhoamiOptions struct {
	*setup.Setup
	AsJSON bool
}

// whoJSON is who is signed in; docs/json.md describes it.
type whoJSON struct {
	User        string        `json:"user"`
	Email       string        `json:"email"`
	Staff       bool          `json:"staff"`
	Courses     []string      `json:"courses"`
	Groups      []string      `json:"groups"`
	Expires     *jsonout.Time `json:"expires"`
	SecretPlace string        `json:"secret_place"`
	Release     string        `json:"release"`
}

// NewCmdWhoami returns the command whoami.
func NewCmdWhoami(s *setup.Setup, run func(context.Context, *WhoamiOptions) error) *cobra.Command {
	if run == nil {
		run = whoamiRun
	}
	o := &WhoamiOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "whoami",
		Short:   "Say who is signed in at the server",
		Long:    `Asks the server of the profile, or of --store, who is signed in: the user, what gives them rights, and until when the token is good.`,
		Example: "  examdesk whoami --json",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, whoJSON{})
	return cmd
}

func whoamiRun(ctx context.Context, o *WhoamiOptions) error {
	c, t, err := o.ConfigEnv().Named(ctx)
	if err != nil {
		return err
	}
	if t.Server == "" {
		return kit.Usagef("the store is a file, at which nobody signs in; --as USERNAME says who acts")
	}
	o.Vault(c)
	who, err := o.ConfigEnv().WhoAmI(ctx, c, t)
	if err != nil {
		return err
	}
	out := shapeWho(who)
	if o.AsJSON {
		return printer.JSON(o.Out, out)
	}
	return o.print(out)
}

func shapeWho(who config.SignedIn) whoJSON {
	out := whoJSON{
		User: who.Username.String(), Email: who.Email.String(), Staff: who.IsStaff, Courses: []string{}, Groups: append([]string{}, who.Groups...),
		SecretPlace: who.SecretPlace, Release: who.Release,
	}
	for _, r := range who.Roles {
		if !slices.Contains(out.Courses, r.Course) {
			out.Courses = append(out.Courses, r.Course)
		}
	}
	if !who.Expires.IsZero() {
		at := jsonout.Time(who.Expires)
		out.Expires = &at
	}
	return out
}

func (o *WhoamiOptions) print(who whoJSON) error {
	p := printer.NewPage(o.Factory)
	yesNo := map[bool]string{true: "yes", false: "no"}
	for _, f := range [][2]string{
		{"User", who.User}, {"E-mail", who.Email}, {"Staff", yesNo[who.Staff]}, {"Groups", strings.Join(who.Groups, ", ")},
		{"Courses", strings.Join(who.Courses, ", ")}, {"Token", expiry(who)}, {"Kept in", who.SecretPlace}, {"Server", "examdesk " + who.Release},
	} {
		if f[1] == "" {
			f[1] = "-"
		}
		p.Line("%s", fmt.Sprintf("%-8s %s", f[0], f[1]))
	}
	return p.Flush()
}

func expiry(who whoJSON) string {
	if who.Expires == nil {
		return ""
	}
	return "good until " + time.Time(*who.Expires).UTC().Format("2006-01-02 15:04 UTC") + ", renewed by itself"
}
