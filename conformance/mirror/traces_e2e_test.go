//go:build e2e

package mirror

import (
	"testing"
	"time"

	"examdesk/mirror"
)

// operation is something that happens to an LMS's database, as edx-proctoring or its
// administrators do it.
type operation struct {
	does func(s *site)
	// untraced is how many rows no feed names, so that the sweep or the small tables have
	// to find them.
	untraced int64
	// gone are texts that must not stand in the mirror's files afterwards.
	gone []string
}

// operations are the lines of what was tried on a real library, by the rows that each
// writes.
func operations() map[string]operation {
	const hour = time.Hour
	return map[string]operation{
		"a status is saved": {does: func(s *site) { s.status(s, 1, "verified", hour) }},
		"a review comes": {does: func(s *site) {
			s.review(s, 2, "Suspicious", hour)
			s.status(s, 2, "rejected", hour)
		}},
		"a review is decided": {does: func(s *site) {
			s.decide(s, 1, "Clean", hour)
			s.status(s, 1, "verified", hour)
		}},
		"a review is deleted in admin, with its comments": {does: func(s *site) {
			s.archive(s, 1, hour)
			do(s, "DELETE FROM "+mirror.Comments+" WHERE review_id = 1")
			do(s, "DELETE FROM "+mirror.Reviews+" WHERE id = 1")
		}},
		"an exam is edited": {does: func(s *site) {
			do(s, "UPDATE "+mirror.Exams+" SET exam_name = 'Renamed', time_limit_mins = 5, modified = ? WHERE id = 1", at(hour))
			do(s, "INSERT INTO "+mirror.ExamHistory+" (id, created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, due_date, is_proctored, is_practice_exam, is_active, hide_after_due, backend, history_date, history_type) SELECT *, modified, '~' FROM "+mirror.Exams+" WHERE id = 1")
		}},
		"an exam is new": {does: func(s *site) {
			id := do(s, "INSERT INTO "+mirror.Exams+" (created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, due_date, is_proctored, is_practice_exam, is_active, hide_after_due, backend) VALUES (?, ?, 'c', 'b', '', '', 1, NULL, 1, 1, 1, 1, NULL)", at(hour), at(hour))
			s.newAttempt(s, id, 3, "created", hour)
		}},
		"a policy is new, edited, deleted": {does: func(s *site) {
			id := do(s, "INSERT INTO "+mirror.Policies+" (created, modified, review_policy, proctored_exam_id, set_by_user_id) VALUES (?, ?, 'x', 2, 3)", at(hour), at(hour))
			do(s, "INSERT INTO "+mirror.PolicyHistory+" (created, modified, original_id, review_policy, proctored_exam_id, set_by_user_id) VALUES (?, ?, ?, 'x', 2, 3)", at(hour), at(hour), id)
			do(s, "UPDATE "+mirror.Policies+" SET review_policy = 'y' WHERE id = ?", id)
			do(s, "INSERT INTO "+mirror.PolicyHistory+" (created, modified, original_id, review_policy, proctored_exam_id, set_by_user_id) SELECT created, modified, id, review_policy, proctored_exam_id, set_by_user_id FROM "+mirror.Policies+" WHERE id = 1")
			do(s, "DELETE FROM "+mirror.Policies+" WHERE id = 1")
		}},
		"allowances are new, edited, deleted": {does: func(s *site) {
			s.allow(s, 7, 2, "review_policy_exception", "calculator", hour)
			s.archiveAllowance(s, 1, hour)
			do(s, "UPDATE "+mirror.Allowances+" SET value = '99' WHERE id = 1")
			s.archiveAllowance(s, 2, hour)
			do(s, "DELETE FROM "+mirror.Allowances+" WHERE id = 2")
		}},
		"attempts are reset": {does: func(s *site) {
			for id := range int64(5) {
				s.remove(s, id+1, hour)
			}
			s.newAttempt(s, 1, 1, "created", hour)
		}},
		"a person is deleted through Django": {does: func(s *site) {
			for _, id := range s.ids("SELECT id FROM " + mirror.Attempts + " WHERE user_id = 3") {
				s.remove(s, id, hour)
			}
			for _, id := range s.ids("SELECT id FROM " + mirror.Reviews + " WHERE student_id = 3") {
				s.archive(s, id, hour)
				do(s, "DELETE FROM "+mirror.Comments+" WHERE review_id = ?", id)
				do(s, "DELETE FROM "+mirror.Reviews+" WHERE id = ?", id)
			}
			for _, id := range s.ids("SELECT id FROM " + mirror.Allowances + " WHERE user_id = 3") {
				s.archiveAllowance(s, id, hour)
				do(s, "DELETE FROM "+mirror.Allowances+" WHERE id = ?", id)
			}
			do(s, "DELETE FROM auth_userprofile WHERE user_id = 3")
			do(s, "DELETE FROM auth_user WHERE id = 3")
		}, untraced: 2, gone: []string{"learner3@example.com"}},
		"a learner's proctoring data is retired": {does: func(s *site) {
			for _, id := range s.ids("SELECT id FROM " + mirror.Reviews + " WHERE student_id = 1") {
				do(s, "UPDATE "+mirror.Comments+" SET comment = '' WHERE review_id = ?", id) // in bulk: modified stays
				s.archive(s, id, hour)
				do(s, "UPDATE "+mirror.Reviews+" SET raw_data = '', modified = ? WHERE id = ?", at(hour), id)
			}
			do(s, "UPDATE "+mirror.ReviewHistory+" SET raw_data = '', modified = ? WHERE student_id = 1", at(hour)) // in place
			s.archiveAllowance(s, 1, hour)
			do(s, "UPDATE "+mirror.Allowances+" SET value = '' WHERE user_id = 1")
			do(s, "UPDATE "+mirror.AllowanceHistory+" SET value = '' WHERE user_id = 1")
		}},
		"a learner whose allowance was removed before is retired": {does: func(s *site) {
			do(s, "UPDATE "+mirror.AllowanceHistory+" SET value = '' WHERE user_id = 5")
		}, untraced: 1, gone: []string{"removed-before-of-five"}},
		"the LMS retires a learner": {does: func(s *site) {
			do(s, "UPDATE auth_user SET username = 'retired__user_1', email = 'retired__user_1@retired.invalid', first_name = '', last_name = '' WHERE id = 4")
			do(s, "UPDATE auth_userprofile SET name = '' WHERE user_id = 4")
		}, untraced: 2, gone: []string{"learner4@example.com", "learner4", "Lövelace 4"}},
		"reviews and archives are made inactive in bulk": {does: func(s *site) {
			do(s, "UPDATE "+mirror.Reviews+" SET is_attempt_active = 0 WHERE id = 1")
			do(s, "UPDATE "+mirror.ReviewHistory+" SET is_attempt_active = 0")
		}, untraced: 2},
		"comments are edited and deleted in a shell": {does: func(s *site) {
			do(s, "UPDATE "+mirror.Comments+" SET comment = 'edited' WHERE id = 1")
			do(s, "DELETE FROM "+mirror.Comments+" WHERE id = 4")
		}, untraced: 2},
		"a row of the archive is deleted in admin": {does: func(s *site) { do(s, "DELETE FROM "+mirror.ReviewHistory+" WHERE id = 1") }, untraced: 1},
		"attempts are changed by SQL":              {does: func(s *site) { do(s, "UPDATE "+mirror.Attempts+" SET external_id = 'Ext-é' WHERE id < 10") }, untraced: 9},
		"attempts are created in bulk": {does: func(s *site) {
			do(s, "INSERT INTO "+mirror.Attempts+" ("+attemptColumns+") SELECT "+attemptColumns+" FROM "+mirror.Attempts+" WHERE id < 10")
		}},
		"attempts are deleted by SQL": {does: func(s *site) { do(s, "DELETE FROM "+mirror.Attempts+" WHERE id IN (11, 12, 13)") }, untraced: 3},
		"old history is removed":      {does: func(s *site) { do(s, "DELETE FROM "+mirror.AttemptHistory+" WHERE history_id < 20") }},
		"an exam is changed by SQL":   {does: func(s *site) { do(s, "UPDATE "+mirror.Exams+" SET backend = 'other' WHERE id = 3") }, untraced: 1},
		"a code in other letters": {does: func(s *site) {
			do(s, "UPDATE "+mirror.Attempts+" SET attempt_code = UPPER(attempt_code) WHERE id = 2")
			s.past(s, 2, "~", hour)
		}},
	}
}

func (s *site) ids(query string) []int64 {
	s.t.Helper()
	rows := must(s.Query(query)) //nolint:rowserrcheck // check does
	defer func() { _ = rows.Close() }()
	var out []int64
	for rows.Next() {
		var id int64
		check(rows.Scan(&id))
		out = append(out, id)
	}
	check(rows.Err())
	return out
}

// Test 4: what an operation leaves a trace of is there after a poll, and everything after
// a sweep, which has mended what left none and nothing else.
func TestE2EOperations(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.seed(80)
			s.archive(s, 1, 0)
			id := s.allow(s, 5, 3, "additional_time_granted", "removed-before-of-five", 0)
			s.archiveAllowance(s, id, 0)
			do(s, "DELETE FROM "+mirror.Allowances+" WHERE id = ?", id)
			f := s.filled(nil)
			op.does(s)
			f.poll()
			if d := f.differences(); int64(len(d)) != op.untraced {
				t.Errorf("after a poll %d rows differ, not %d: %.600q", len(d), op.untraced, d)
			}
			if n := f.sweep(); n != op.untraced {
				t.Errorf("the sweep mended %d rows, not %d", n, op.untraced)
			}
			f.same("after a sweep")
			for _, text := range op.gone {
				if n := f.grep(text); n != 0 {
					t.Errorf("%q stands %d times in the files", text, n)
				}
			}
		})
	}
}

// Who belongs to the reviewers, and exams that SQL changed, are seen within a minute.
func TestE2ESmallTables(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	do(s, "INSERT INTO edx_when_datepolicy (created, modified, abs_date) VALUES (?, ?, '2027-01-01'), (?, ?, '2027-02-01')", at(0), at(0), at(0), at(0))
	do(s, "INSERT INTO edx_when_contentdate (course_id, location, policy_id, active, field, block_type, assignment_title, course_name, subsection_name) SELECT course_id, content_id, 1, 1, 'due', 'sequential', '', '', '' FROM "+mirror.Exams+" WHERE id = 1")
	do(s, "INSERT INTO edx_when_contentdate (course_id, location, policy_id, active, field, block_type, assignment_title, course_name, subsection_name) VALUES ('other', 'other', 2, 1, 'due', 'sequential', '', '', '')")
	f := s.filled(nil)
	if n, m := f.count(mirror.ContentDates), f.count(mirror.DatePolicies); n != 1 || m != 1 {
		t.Errorf("%d dates, %d policies of dates", n, m)
	}
	members := func() int64 {
		return f.number("SELECT count(*) FROM auth_user_groups g JOIN auth_user u ON u.id = g.user_id JOIN auth_group a ON a.id = g.group_id WHERE a.name = 'test_review'")
	}
	if members() != 1 || f.count(mirror.Groups) != 1 {
		t.Errorf("%d reviewers in %d groups", members(), f.count(mirror.Groups))
	}
	s.person(900)
	do(s, "INSERT INTO auth_user_groups (user_id, group_id) VALUES (900, 1)")
	do(s, "UPDATE "+mirror.Exams+" SET is_active = 0 WHERE id = 1")
	do(s, "INSERT INTO edx_when_userdate (created, modified, abs_date, reason, user_id, content_date_id, is_content_gated) VALUES (?, ?, '2027-03-01', '', 3, 1, 0)", at(0), at(0))
	check(f.Small(ctx()))
	check(f.Dates(ctx()))
	if members() != 2 || f.count(mirror.UserDates) != 1 {
		t.Errorf("%d reviewers, %d dates of learners", members(), f.count(mirror.UserDates))
	}
	f.same("small tables")
	do(s, "DELETE FROM auth_user_groups")
	check(f.Small(ctx()))
	if members() != 0 {
		t.Errorf("%d reviewers are left", members())
	}
}
