package store

import (
	"context"

	"examdesk/model"
)

// courseRoleTable is edx-platform's, which a store of ours gets when the first role is
// given.
const courseRoleTable = `CREATE TABLE IF NOT EXISTS "student_courseaccessrole" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"org" varchar(64) NOT NULL, "course_id" varchar(255) NOT NULL, "role" varchar(64) NOT NULL,
	"user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT "student_courseaccessrole_user_id_org_course_id_role_uniq" UNIQUE ("user_id", "org", "course_id", "role"))`

// PersonNamed is a user by name, nil if there is none.
func (t personTables) PersonNamed(ctx context.Context, username string) (*model.Person, error) {
	found, err := t.persons(ctx, "u.username = ?", username)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// Everyone are the users, by username.
func (t personTables) Everyone(ctx context.Context, search string, limit int) ([]model.Person, error) {
	pattern := likePattern(search)
	if limit <= 0 {
		limit = -1
	}
	return t.persons(ctx, `u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\' ORDER BY u.username LIMIT ?`, pattern, pattern, limit)
}

func (t personTables) persons(ctx context.Context, cond string, args ...any) ([]model.Person, error) {
	out, err := persons(ctx, t.tx, cond, args...)
	if err != nil {
		return nil, err
	}
	reviewers := make([]model.Reviewer, len(out))
	for i, p := range out {
		reviewers[i] = p.Reviewer
	}
	if err := t.courseRoles(ctx, reviewers); err != nil {
		return nil, err
	}
	for i := range out {
		p := &out[i]
		p.Reviewer = reviewers[i]
		for _, course := range p.Courses {
			p.Roles = append(p.Roles, model.CourseRole{Course: course, Role: roleIn(*p, course)})
		}
	}
	return out, nil
}

// roleIn is the greater of a person's roles in a course.
func roleIn(p model.Person, course string) string {
	for _, c := range p.Instructs {
		if c == course {
			return "instructor"
		}
	}
	return "staff"
}

// SavePerson writes a user: a new one if the id is 0. It returns the id. Nobody signs
// in with a password here, so the one that Django asks for is unusable.
func (t personTables) SavePerson(ctx context.Context, p model.Person) (int64, error) {
	if p.ID == 0 {
		res, err := t.exec(ctx, "add the user", `INSERT INTO auth_user (password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
			VALUES ('!', ?, ?, '', ?, ?, ?, strftime('%Y-%m-%d %H:%M:%f', 'now'), '')`, p.IsSuperuser, p.Username.Raw(), p.Email.Raw(), p.IsStaff, !p.Inactive)
		if err != nil {
			return 0, err
		}
		id, err := res.LastInsertId()
		return id, mapError(err, "add the user")
	}
	_, err := t.exec(ctx, "change the user", "UPDATE auth_user SET email = ?, is_staff = ?, is_superuser = ?, is_active = ? WHERE id = ?",
		p.Email.Raw(), p.IsStaff, p.IsSuperuser, !p.Inactive, p.ID)
	return p.ID, err
}

// SetGroup puts a user into a group, which is made if need be, or takes them out.
func (t personTables) SetGroup(ctx context.Context, userID int64, group string, in bool) error {
	if !in {
		_, err := t.exec(ctx, "change the user's groups", "DELETE FROM auth_user_groups WHERE user_id = ? AND group_id IN (SELECT id FROM auth_group WHERE name = ?)", userID, group)
		return err
	}
	if _, err := t.exec(ctx, "make the group", "INSERT INTO auth_group (name) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM auth_group WHERE name = ?)", group, group); err != nil {
		return err
	}
	_, err := t.exec(ctx, "change the user's groups", `INSERT INTO auth_user_groups (user_id, group_id) SELECT ?, g.id FROM auth_group g WHERE g.name = ?
		AND NOT EXISTS (SELECT 1 FROM auth_user_groups x WHERE x.user_id = ? AND x.group_id = g.id)`, userID, group, userID)
	return err
}

// SetCourseRole gives a user a role in a course, or takes it.
func (t personTables) SetCourseRole(ctx context.Context, userID int64, r model.CourseRole, has bool) error {
	if _, err := t.exec(ctx, "make the table of course roles", courseRoleTable); err != nil {
		return err
	}
	if !has {
		_, err := t.exec(ctx, "change the user's roles", "DELETE FROM "+tableCourseRoles+" WHERE user_id = ? AND course_id = ? AND role = ?", userID, r.Course, r.Role)
		return err
	}
	_, err := t.exec(ctx, "change the user's roles", "INSERT OR IGNORE INTO "+tableCourseRoles+" (org, course_id, role, user_id) VALUES (?, ?, ?, ?)",
		model.OrgOf(model.Text(r.Course)), r.Course, r.Role, userID)
	return err
}
