package config

import (
	"context"
	"slices"

	"examdesk/client/lms/api"
	"examdesk/mirror"
	"examdesk/mirror/pages"
	"examdesk/model"
)

// member is who is signed in at an LMS, with what gives them rights there.
type member struct {
	// id is the LMS's; 0 where it does not say it.
	id              int64
	username, email string
	staff, active   bool
	roles           []api.Role
	// courses are those that are read.
	courses []string
}

// ask asks the LMS. named are the courses that the profile names.
func (m *member) ask(ctx context.Context, lms *api.Client, named []string) error {
	who, err := identify(ctx, lms)
	if err != nil {
		return err
	}
	*m = member{id: who.account.ID, username: who.name, email: who.account.Email.Raw(), staff: who.staff, active: who.account.IsActive, roles: who.roles}
	if m.courses = slices.Clone(named); len(named) > 0 {
		return nil
	}
	for _, r := range who.roles {
		if r.Course != "" && slices.Contains(staffRoles(), r.Role) && !slices.Contains(m.courses, r.Course) {
			m.courses = append(m.courses, r.Course)
		}
	}
	if !who.staff && !slices.ContainsFunc(who.roles, func(r api.Role) bool { return r.Course == "" }) {
		return nil
	}
	more, err := lms.CourseIDs(ctx, who.name, staffRoles()[0])
	if err != nil && len(m.courses) == 0 {
		return model.Wrap(err, model.CodeOf(err), "Your courses cannot be found: %s Name them in the profile, as courses.", model.Sentence(err))
	}
	for _, c := range more {
		if !slices.Contains(m.courses, c) {
			m.courses = append(m.courses, c)
		}
	}
	return nil
}

// unknownID is the id of somebody whose id the LMS does not say. Nothing can be changed
// with it.
const unknownID = 1 << 52

// write writes the person into the mirror, so that the table of rights knows them.
func (m *member) write(ctx context.Context, f *mirror.File) error {
	id := m.id
	if id == 0 {
		id = unknownID
	}
	user := mirror.Rows{
		Table: mirror.Users, Columns: []string{"id", "username", "email", "is_staff", "is_active"},
		Values: [][]any{{id, m.username, m.email, m.staff, m.active}},
	}
	roles := mirror.Rows{
		Table: mirror.CourseRoles, Columns: []string{"id", "org", "course_id", "role", "user_id"}, Asked: &mirror.Asked{Column: "user_id", Keys: []any{id}},
	}
	for i, r := range m.roles {
		roles.Values = append(roles.Values, []any{i + 1, r.Org, r.Course, r.Role, id})
	}
	_, err := f.Take(ctx, nil, user, roles)
	return err
}

// remember takes the person from a mirror, for an LMS that cannot be reached.
func (m *member) remember(p mirror.Position) error {
	if p.Source.Identity == "" {
		return model.Errorf(model.CodeUnavailable, "It is not known whose the mirror is; it is opened again when the LMS can be reached.")
	}
	m.username, m.courses = p.Source.Identity, slices.Clone(p.Scope.Courses)
	if len(m.courses) == 0 {
		m.courses = pages.Courses(p)
	}
	return nil
}
