package user

import (
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// NewCmd returns the command user.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("user", "Add and change the people of a store", NewCmdAdd(f, nil), NewCmdSet(f, nil), NewCmdList(f, nil))
}

// rightsFlags are the flags that give rights and take them.
type rightsFlags struct {
	email                                  string
	staff, notStaff, active, inactive      bool
	superuser, notSuperuser                bool
	groups, noGroups, courseStaff, instruc []string
	noCourse                               []string
}

func (r *rightsFlags) define(cmd *cobra.Command, changing bool) {
	f := cmd.Flags()
	f.StringVar(&r.email, "email", "", "`ADDRESS` of the user")
	f.BoolVar(&r.staff, "staff", false, "make the user global staff, who may do everything")
	f.BoolVar(&r.superuser, "superuser", false, "make the user a superuser, who may retire learners")
	f.StringSliceVar(&r.groups, "group", nil, "put the user into a `GROUP`, e.g. software_secure_review; may be repeated")
	f.StringSliceVar(&r.courseStaff, "course-staff", nil, "make the user staff of a `COURSE`; may be repeated")
	f.StringSliceVar(&r.instruc, "course-instructor", nil, "make the user instructor of a `COURSE`; may be repeated")
	if !changing {
		return
	}
	f.BoolVar(&r.notStaff, "not-staff", false, "the user is not global staff")
	f.BoolVar(&r.notSuperuser, "not-superuser", false, "the user is not a superuser")
	f.BoolVar(&r.active, "active", false, "let the user sign in again")
	f.BoolVar(&r.inactive, "inactive", false, "let the user sign in no more")
	f.StringSliceVar(&r.noGroups, "no-group", nil, "take the user out of a `GROUP`; may be repeated")
	f.StringSliceVar(&r.noCourse, "no-course", nil, "take every role in a `COURSE` from the user; may be repeated")
}

// change is what the flags say.
func (r *rightsFlags) change(cmd *cobra.Command, username string) (model.PersonChange, error) {
	switch {
	case r.staff && r.notStaff:
		return model.PersonChange{}, kit.Usagef("--staff and --not-staff cannot be combined")
	case r.superuser && r.notSuperuser:
		return model.PersonChange{}, kit.Usagef("--superuser and --not-superuser cannot be combined")
	case r.active && r.inactive:
		return model.PersonChange{}, kit.Usagef("--active and --inactive cannot be combined")
	}
	c := model.PersonChange{Username: username, Groups: r.groups, NoGroups: r.noGroups}
	if cmd.Flags().Changed("email") {
		email := strings.TrimSpace(r.email)
		c.Email = &email
	}
	c.Staff, c.Active = either(r.staff, r.notStaff), either(r.active, r.inactive)
	c.Superuser = either(r.superuser, r.notSuperuser)
	add := func(into *[]model.CourseRole, courses []string, role string) {
		for _, course := range courses {
			*into = append(*into, model.CourseRole{Course: course, Role: role})
		}
	}
	add(&c.Roles, r.courseStaff, "staff")
	add(&c.Roles, r.instruc, "instructor")
	add(&c.NoRoles, r.noCourse, "staff")
	add(&c.NoRoles, r.noCourse, "instructor")
	return c, nil
}

func either(yes, no bool) *bool {
	if !yes && !no {
		return nil
	}
	return &yes
}
