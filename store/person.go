package store

import (
	"context"
	"strings"

	"examdesk/model"
)

// personTables are the platform's users as those who act.
type personTables struct{ *session }

// Person returns a user with all that gives rights, as the transaction sees them;
// [model.CodeNotFound] if there is none with that id. That
// includes people without any rights, and inactive ones.
func (t personTables) Person(ctx context.Context, id int64) (model.Reviewer, error) {
	found, err := people(ctx, t.tx, "u.id = ?", id)
	if err == nil && len(found) == 0 {
		err = model.Errorf(model.CodeNotFound, "There is no user %d in this store.", id)
	}
	if err != nil {
		return model.Reviewer{}, err
	}
	return found[0], t.courseRoles(ctx, found)
}

// peopleReads answers who may act.
type peopleReads struct{ *database }

// Person returns a user by name with all that gives rights; [model.CodeNotFound] if
// there is none.
func (s peopleReads) Person(ctx context.Context, username string) (r model.Reviewer, err error) {
	err = glance(ctx, s.database, func(tx *session) error {
		found, err := people(ctx, tx.tx, "u.username = ?", username)
		if err == nil && len(found) == 0 {
			err = model.Errorf(model.CodeNotFound, "There is no user %q in this store.", username)
		}
		if err != nil {
			return err
		}
		err = tx.courseRoles(ctx, found)
		r = found[0]
		return err
	})
	return r, err
}

// courseRoles adds the courses and organisations on whose team users are, as the
// LMS keeps them; none where it is not in this store. A role without a course
// holds in every course of its organisation (edx-platform, OrgStaffRole).
func (t *session) courseRoles(ctx context.Context, of []model.Reviewer) error {
	has, err := t.hasTable(ctx, tableCourseRoles)
	if err != nil || !has {
		return mapError(err, "look for the courses' staff")
	}
	at, ids := make(map[int64]*model.Reviewer, len(of)), make([]int64, len(of))
	for i := range of {
		at[of[i].ID], ids[i] = &of[i], of[i].ID
	}
	asked, err := asJSON(ids)
	if err != nil {
		return err
	}
	rows, err := t.tx.QueryContext(ctx, `SELECT r.user_id, coalesce(r.course_id, ''), CASE WHEN coalesce(r.course_id, '') = '' THEN coalesce(r.org, '') ELSE '' END, max(r.role = 'instructor')
		FROM json_each(?) n CROSS JOIN `+tableCourseRoles+` r ON r.user_id = n.value WHERE r.role IN ('staff', 'instructor') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, asked)
	if err != nil {
		return mapError(err, "read the courses' staff")
	}
	err = each(rows, func() error {
		var id int64
		var course, org string
		var instructs bool
		if err := rows.Scan(&id, text(&course), text(&org), flag(&instructs)); err != nil {
			return err
		}
		r := at[id]
		switch {
		case course != "":
			r.Courses = append(r.Courses, course)
			if instructs {
				r.Instructs = append(r.Instructs, course)
			}
		case org != "":
			r.Orgs = append(r.Orgs, org)
		}
		return nil
	})
	return mapError(err, "read the courses' staff")
}

// personQuery selects people with their groups of the form <backend>_review.
const personQuery = `SELECT u.id, u.username, u.email, trim(u.first_name || ' ' || u.last_name), u.is_staff, u.is_superuser, NOT u.is_active,
	coalesce((SELECT group_concat(g.name, '|') FROM auth_user_groups ug JOIN auth_group g ON g.id = ug.group_id
		WHERE ug.user_id = u.id AND g.name LIKE '%\_review' ESCAPE '\'), '')
	FROM auth_user u WHERE `

func people(ctx context.Context, q querier, cond string, args ...any) ([]model.Reviewer, error) {
	found, err := persons(ctx, q, cond, args...)
	out := make([]model.Reviewer, len(found))
	for i, p := range found {
		out[i] = p.Reviewer
	}
	return out, err
}

// persons are users with their e-mail, without their roles in courses.
func persons(ctx context.Context, q querier, cond string, args ...any) ([]model.Person, error) {
	rows, err := q.QueryContext(ctx, personQuery+cond, args...)
	if err != nil {
		return nil, mapError(err, "read who may act")
	}
	var out []model.Person
	err = each(rows, func() error {
		var p model.Person
		var groups string
		r := &p.Reviewer
		if err := rows.Scan(num(&r.ID), text(&r.Username), text(&p.Email), text(&r.FullName), flag(&r.IsStaff), flag(&r.IsSuperuser), flag(&r.Inactive), text(&groups)); err != nil {
			return err
		}
		if groups != "" {
			r.Groups = strings.Split(groups, "|")
		}
		out = append(out, p)
		return nil
	})
	return out, mapError(err, "read who may act")
}

// Reviewers lists who may decide.
func (s peopleReads) Reviewers(ctx context.Context) (out []model.Reviewer, err error) {
	return people(ctx, s.read, `u.is_active AND (u.is_staff OR u.id IN (SELECT ug.user_id FROM auth_user_groups ug
		JOIN auth_group g ON g.id = ug.group_id WHERE g.name LIKE '%\_review' ESCAPE '\')) ORDER BY u.username`)
}
