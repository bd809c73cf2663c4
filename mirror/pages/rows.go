package pages

import (
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// rowsOf are the rows of attempts, with their exams and learners. asked names the
// attempts that would have been shown if they were still there.
func rowsOf(all []model.AttemptRow, asked []any) []mirror.Rows {
	exams, learners := make([]model.Exam, 0, len(all)), make([]model.Learner, 0, len(all))
	attempts := mirror.Rows{Table: mirror.Attempts, Columns: []string{
		"id", "created", "modified", "started_at", "completed_at", "attempt_code", "external_id", "allowed_time_limit_mins", "status",
		"taking_as_proctored", "is_sample_attempt", "review_policy_id", "proctored_exam_id", "user_id", "is_status_acknowledged",
		"time_remaining_seconds", "is_resumable", "ready_to_resume", "resumed",
	}}
	for _, r := range all {
		a := r.Attempt
		exams, learners = append(exams, r.Exam), append(learners, r.Learner)
		attempts.Values = append(attempts.Values, []any{
			a.ID, a.Created, a.Modified, orNull(a.StartedAt), orNull(a.CompletedAt), orNull(a.CodeOrNil()), orNull(a.ExternalIDOrNil()),
			orNull(a.AllowedTimeLimitMins), string(a.Status), a.TakingAsProctored, a.IsSampleAttempt, orNull(a.ReviewPolicyID), a.ExamID, a.UserID,
			a.IsStatusAcknowledged, orNull(a.TimeRemainingSeconds), a.IsResumable, a.ReadyToResume, a.Resumed,
		})
	}
	if len(asked) > 0 {
		attempts.Asked = &mirror.Asked{Column: "id", Keys: asked}
	}
	return append(append(examRows(exams), learnerRows(learners)...), attempts)
}

// Rows are the rows of attempts as the API shows them, for what was read after a deed.
func Rows(all ...model.AttemptRow) []mirror.Rows { return rowsOf(all, nil) }

// orNull is a value that may be missing.
func orNull[T any](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}

// examRows are the rows of exams. The API does not say when they were made and changed.
func examRows(exams []model.Exam) []mirror.Rows {
	fresh := mirror.Rows{Table: mirror.Exams, Missing: true, Columns: []string{"id", "created", "modified", "course_id", "content_id"}}
	now := mirror.Rows{Table: mirror.Exams, Columns: []string{
		"id", "course_id", "content_id", "external_id", "exam_name", "time_limit_mins", "due_date", "is_proctored", "is_practice_exam", "is_active",
		"hide_after_due", "backend",
	}}
	seen := map[int64]bool{}
	for _, e := range exams {
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		fresh.Values = append(fresh.Values, []any{e.ID, time.Time{}, time.Time{}, e.CourseID.Raw(), e.ContentID.Raw()})
		now.Values = append(now.Values, []any{
			e.ID, e.CourseID.Raw(), e.ContentID.Raw(), text(e.ExternalID, e.Empty.Has(model.EmptyExternalID)), e.Name.Raw(), e.TimeLimitMins, orNull(e.DueDate),
			e.IsProctored, e.IsPracticeExam, e.IsActive, e.HideAfterDue, text(e.Backend, e.Empty.Has(model.EmptyBackend)),
		})
	}
	return []mirror.Rows{fresh, now}
}

// text is an optional text: null, unless it is there and empty.
func text(t model.Text, empty bool) any {
	if t == "" && !empty {
		return nil
	}
	return t.Raw()
}

// learnerRows are the rows of learners. The API does not say whose account is inactive.
func learnerRows(learners []model.Learner) []mirror.Rows {
	fresh := mirror.Rows{Table: mirror.Users, Missing: true, Columns: []string{"id", "username", "is_active", "date_joined"}}
	now := mirror.Rows{Table: mirror.Users, Columns: []string{"id", "username", "email"}}
	seen := map[int64]bool{}
	for _, u := range learners {
		if seen[u.ID] {
			continue
		}
		seen[u.ID] = true
		fresh.Values = append(fresh.Values, []any{u.ID, u.Username.Raw(), true, time.Time{}})
		now.Values = append(now.Values, []any{u.ID, u.Username.Raw(), u.Email.Raw()})
	}
	return []mirror.Rows{fresh, now}
}

// allowanceRows are the rows of all allowances for some exams.
func allowanceRows(all []model.GrantedAllowance, exams []any) []mirror.Rows {
	out := mirror.Rows{Table: mirror.Allowances, Columns: []string{"id", "created", "modified", "key", "value", "proctored_exam_id", "user_id"}}
	var learners []model.Learner
	var of []model.Exam
	for _, g := range all {
		a := g.Allowance
		learners, of = append(learners, g.Learner), append(of, g.Exam)
		out.Values = append(out.Values, []any{a.ID, a.Created, a.Modified, a.Key.Raw(), a.Value.Raw(), a.ExamID, a.UserID})
	}
	if len(exams) > 0 {
		out.Asked = &mirror.Asked{Column: "proctored_exam_id", Keys: exams}
	}
	return append(append(examRows(of), learnerRows(learners)...), out)
}
