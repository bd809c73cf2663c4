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
	return found[0], courseRoles(ctx, t.tx, &found[0])
}

// peopleReads answers who may act.
type peopleReads struct{ *database }

// Person returns a user by name with all that gives rights; [model.CodeNotFound] if
// there is none.
func (s peopleReads) Person(ctx context.Context, username string) (r model.Reviewer, err error) {
	err = s.view(ctx, func(tx *session) error {
		found, err := people(ctx, tx.tx, "u.username = ?", username)
		if err == nil && len(found) == 0 {
			err = model.Errorf(model.CodeNotFound, "There is no user %q in this store.", username)
		}
		if err != nil {
			return err
		}
		r = found[0]
		return courseRoles(ctx, tx.tx, &r)
	})
	return r, err
}

// courseRoles adds the courses and organisations on whose team a user is, as the
// LMS keeps them; none where it is not in this store. A role without a course
// holds in every course of its organisation (edx-platform, OrgStaffRole).
func courseRoles(ctx context.Context, q querier, r *model.Reviewer) error {
	has, err := hasTable(ctx, q, tableCourseRoles)
	if err != nil || !has {
		return mapError(err, "look for the courses' staff")
	}
	rows, err := q.QueryContext(ctx, `SELECT coalesce(course_id, ''), CASE WHEN coalesce(course_id, '') = '' THEN coalesce(org, '') ELSE '' END, max(role = 'instructor')
		FROM `+tableCourseRoles+` WHERE user_id = ? AND role IN ('staff', 'instructor') GROUP BY 1, 2 ORDER BY 1, 2`, r.ID)
	if err != nil {
		return mapError(err, "read the courses' staff")
	}
	err = each(rows, func() error {
		var course, org string
		var instructs bool
		if err := rows.Scan(text(&course), text(&org), flag(&instructs)); err != nil {
			return err
		}
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
const personQuery = `SELECT u.id, u.username, trim(u.first_name || ' ' || u.last_name), u.is_staff, u.is_superuser, NOT u.is_active,
	coalesce((SELECT group_concat(g.name, '|') FROM auth_user_groups ug JOIN auth_group g ON g.id = ug.group_id
		WHERE ug.user_id = u.id AND g.name LIKE '%\_review' ESCAPE '\'), '')
	FROM auth_user u WHERE `

func people(ctx context.Context, q querier, cond string, args ...any) ([]model.Reviewer, error) {
	rows, err := q.QueryContext(ctx, personQuery+cond, args...)
	if err != nil {
		return nil, mapError(err, "read who may act")
	}
	var out []model.Reviewer
	err = each(rows, func() error {
		var r model.Reviewer
		var groups string
		if err := rows.Scan(num(&r.ID), text(&r.Username), text(&r.FullName), flag(&r.IsStaff), flag(&r.IsSuperuser), flag(&r.Inactive), text(&groups)); err != nil {
			return err
		}
		if groups != "" {
			r.Groups = strings.Split(groups, "|")
		}
		out = append(out, r)
		return nil
	})
	return out, mapError(err, "read who may act")
}

// Reviewers lists who may decide.
func (s peopleReads) Reviewers(ctx context.Context) (out []model.Reviewer, err error) {
	return people(ctx, s.read, `u.is_active AND (u.is_staff OR u.id IN (SELECT ug.user_id FROM auth_user_groups ug
		JOIN auth_group g ON g.id = ug.group_id WHERE g.name LIKE '%\_review' ESCAPE '\')) ORDER BY u.username`)
}
