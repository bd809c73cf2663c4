package sample

import (
	"context"
	"errors"
)

// tables are the loaders of all tables that a sample fills.
type tables struct {
	user, profile, group, userGroup *loader
	exam, examHistory               *loader
	policy, policyHistory           *loader
	allowance, allowanceHistory     *loader
	attempt, attemptHistory         *loader
	review, reviewHistory, comment  *loader
}

const prefix = "proctoring_proctoredexam"

// Columns that a table and its history share.
func examColumns() []string {
	return []string{
		"id", "created", "modified", "course_id", "content_id", "external_id", "exam_name", "time_limit_mins", "due_date",
		"is_proctored", "is_practice_exam", "is_active", "hide_after_due=0", "backend",
	}
}

func attemptColumns() []string {
	return []string{
		"id", "created", "modified", "started_at", "completed_at", "attempt_code", "external_id", "allowed_time_limit_mins",
		"status", "taking_as_proctored", "is_sample_attempt", "review_policy_id", "proctored_exam_id", "user_id",
		"is_status_acknowledged=0", "time_remaining_seconds", "is_resumable", "ready_to_resume", "resumed",
	}
}

func reviewColumns() []string {
	return []string{
		"created", "modified", "attempt_code", "review_status", "raw_data", "exam_id", "reviewed_by_id", "student_id",
		"is_attempt_active=1", "encrypted_video_url",
	}
}

func historyColumns() []string {
	return []string{"history_date", "history_change_reason=NULL", "history_type", "history_user_id=NULL"}
}

func newTables(c conn) *tables {
	load := func(table string, columns ...string) *loader { return newLoader(c, table, columns...) }
	allowance := []string{"created", "modified", "key", "value", "proctored_exam_id", "user_id"}
	policy := []string{"created", "modified", "review_policy", "proctored_exam_id", "set_by_user_id"}
	return &tables{
		user: load("auth_user", "id", "password='!'", "last_login", "is_superuser=0", "username", "last_name", "email",
			"is_staff", "is_active", "date_joined", "first_name"),
		profile:          load("mock_apps_profile", "id", "name", "user_id"),
		group:            load("auth_group", "id", "name"),
		userGroup:        load("auth_user_groups", "user_id", "group_id"),
		exam:             load(prefix, examColumns()...),
		examHistory:      load(prefix+"history", append(examColumns(), historyColumns()...)...),
		policy:           load(prefix+"reviewpolicy", append([]string{"id"}, policy...)...),
		policyHistory:    load(prefix+"reviewpolicyhistory", append([]string{"original_id"}, policy...)...),
		allowance:        load(prefix+"studentallowance", append([]string{"id"}, allowance...)...),
		allowanceHistory: load(prefix+"studentallowancehistory", append([]string{"allowance_id"}, allowance...)...),
		attempt:          load(prefix+"studentattempt", attemptColumns()...),
		attemptHistory:   load(prefix+"studentattempt_history", append(attemptColumns(), historyColumns()...)...),
		review:           load(prefix+"softwaresecurereview", append([]string{"id"}, reviewColumns()...)...),
		reviewHistory:    load(prefix+"softwaresecurereviewhistory", reviewColumns()...),
		comment: load(prefix+"studentattemptcomment", "created", "modified", "start_time", "stop_time", "duration",
			"comment", "status", "review_id"),
	}
}

func (t *tables) all() []*loader {
	return []*loader{
		t.user, t.profile, t.group, t.userGroup, t.exam, t.examHistory, t.policy, t.policyHistory, t.allowance,
		t.allowanceHistory, t.attempt, t.attemptHistory, t.review, t.reviewHistory, t.comment,
	}
}

func (t *tables) flush(ctx context.Context) error {
	for _, l := range t.all() {
		if err := l.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (t *tables) close() error {
	var err error
	for _, l := range t.all() {
		err = errors.Join(err, l.close())
	}
	return err
}

// bit returns a truth value as Django stores it.
func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// orNull returns a number that is NULL when it is zero.
func orNull[T ~int | ~int64](n T) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}

// textOrNull returns a text that is NULL when it is empty.
func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
