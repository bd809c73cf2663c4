package user

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// ListOptions are the options of user list.
type ListOptions struct {
	*kit.Factory
	printer.List
	Search string
}

// personJSON is one user of `user list --json`; docs/commands.md describes it.
type personJSON struct {
	ID          int64      `json:"id"`
	Username    string     `json:"username"`
	Email       string     `json:"email"`
	IsStaff     bool       `json:"is_staff"`
	IsSuperuser bool       `json:"is_superuser"`
	IsActive    bool       `json:"is_active"`
	Groups      []string   `json:"groups"`
	Roles       []roleJSON `json:"roles"`
}

type roleJSON struct {
	CourseID string `json:"course_id"`
	Role     string `json:"role"`
}

// NewCmdList returns the command user list.
func NewCmdList(f *kit.Factory, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "list [SEARCH]",
		Short:   "List users by any part of username or e-mail, with what gives them rights",
		Example: "  examdesk user list\n  examdesk user list adeyemi --json",
		Args:    kit.UsageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Search = strings.Join(args, " ")
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd, 50, "most users to list; 0 for all", []personJSON(nil))
	return cmd
}

func listRun(ctx context.Context, o *ListOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		people, err := opened.Store.Everyone(ctx, o.Search, o.Limit)
		if err != nil {
			return err
		}
		l := printer.Listing[model.Person]{
			Rows: printer.Each(people), Head: []string{"USERNAME", "E-MAIL", "RIGHTS"},
			Cells: func(p model.Person) []string {
				return []string{p.Username.String(), p.Email.String(), model.Clean(rightsWords(p))}
			},
		}
		if o.AsJSON {
			l.JSON = func(p model.Person) any { return shape(p) }
		}
		return printer.WriteList(o.Factory, l)
	})
}

func shape(p model.Person) personJSON {
	out := personJSON{
		ID: p.ID, Username: p.Username.String(), Email: p.Email.String(), IsStaff: p.IsStaff, IsSuperuser: p.IsSuperuser,
		IsActive: !p.Inactive, Groups: printer.NotNil(p.Groups), Roles: []roleJSON{},
	}
	for _, r := range p.Roles {
		out.Roles = append(out.Roles, roleJSON{model.Clean(r.Course), r.Role})
	}
	return out
}

// rightsWords are what gives a user rights, in words.
func rightsWords(p model.Person) string {
	var out []string
	if p.Inactive {
		out = append(out, "inactive")
	}
	if p.IsStaff {
		out = append(out, "staff")
	}
	if p.IsSuperuser {
		out = append(out, "superuser")
	}
	out = append(out, p.Groups...)
	for _, r := range p.Roles {
		out = append(out, r.Role+" of "+r.Course)
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}
