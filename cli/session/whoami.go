package session

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// WhoamiOptions holds the options of whoami.
type WhoamiOptions struct {
	*setup.Setup
	AsJSON bool
}

// whoJSON is who is signed in; docs/json.md describes it.
type whoJSON struct {
	User        string            `json:"user"`
	Email       string            `json:"email"`
	Staff       bool              `json:"staff"`
	Courses     []string          `json:"courses"`
	Orgs        []string          `json:"orgs"`
	Groups      jsonout.MaybeList `json:"groups"`
	Expires     *jsonout.Time     `json:"expires"`
	SecretPlace string            `json:"secret_place"`
	Release     string            `json:"release"`
}

// NewCmdWhoami returns the command whoami.
func NewCmdWhoami(s *setup.Setup, run func(context.Context, *WhoamiOptions) error) *cobra.Command {
	if run == nil {
		run = whoamiRun
	}
	o := &WhoamiOptions{Setup: s}
	cmd := &cobra.Command{
		Use:   "whoami",
		Short: "Say who is signed in at the LMS or the server",
		Long: `Asks the LMS or the server of the profile, or of --store, who is signed in: the user, what gives them rights, and until when the token
is good. An LMS does not say which groups somebody is in; they are null with --json.`,
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
	if _, is := t.Site(); !is {
		return kit.Usagef("the store is a file, at which nobody signs in; --as USERNAME says who acts")
	}
	o.Vault(c)
	who, err := o.ConfigEnv().WhoAmI(ctx, c, t)
	if err != nil {
		return err
	}
	for _, note := range []string{who.SkewWords(), model.Sentence(who.Trouble)} {
		if note != "" {
			_, _ = fmt.Fprintln(o.Err, note)
		}
	}
	out := shapeWho(who)
	if o.AsJSON {
		return printer.JSON(o.Out, out)
	}
	return o.print(out, who)
}

func shapeWho(who config.SignedIn) whoJSON {
	out := whoJSON{
		User: who.Username.String(), Email: who.Email.String(), Staff: who.IsStaff, Courses: coursesOf(who), Orgs: append([]string{}, who.Orgs...),
		SecretPlace: who.SecretPlace, Release: who.Release,
	}
	if who.GroupsKnown {
		out.Groups = append(jsonout.MaybeList{}, who.Groups...)
	}
	if !who.Expires.IsZero() {
		at := jsonout.Time(who.Expires)
		out.Expires = &at
	}
	return out
}

func (o *WhoamiOptions) print(out whoJSON, who config.SignedIn) error {
	p := printer.NewPage(o.Factory)
	yesNo := map[bool]string{true: "yes", false: "no"}
	fields := [][2]string{{"User", out.User}, {"E-mail", out.Email}, {"Staff", yesNo[out.Staff]}}
	if who.Kind == config.AtLMS {
		fields = append(fields, [2]string{"Groups", "not known without the LMS's database"}, [2]string{"Courses", coursesWords(who)})
	} else {
		fields = append(fields, [2]string{"Groups", strings.Join(out.Groups, ", ")}, [2]string{"Courses", strings.Join(out.Courses, ", ")})
	}
	fields = append(fields, [2]string{"Token", expiry(out)}, [2]string{"Kept in", out.SecretPlace})
	if who.Kind == config.AtLMS {
		fields = append(fields, [2]string{"Rules", "edx-proctoring " + who.ReleaseBy})
	} else {
		fields = append(fields, [2]string{"Server", "examdesk " + out.Release})
	}
	for _, f := range fields {
		p.Line("%s", fmt.Sprintf("%-8s %s", f[0], cmp.Or(f[1], "-")))
	}
	return p.Flush()
}

func expiry(who whoJSON) string {
	if who.Expires == nil {
		return ""
	}
	return "good until " + time.Time(*who.Expires).UTC().Format("2006-01-02 15:04 UTC") + ", renewed by itself"
}
