package store

import "context"

// The tables of edx-proctoring that are read and written here.
const (
	tableAttempt          = "proctoring_proctoredexamstudentattempt"
	tableHistory          = "proctoring_proctoredexamstudentattempt_history"
	tableExam             = "proctoring_proctoredexam"
	tableExamHistory      = "proctoring_proctoredexamhistory"
	tableReview           = "proctoring_proctoredexamsoftwaresecurereview"
	tableReviewHistory    = "proctoring_proctoredexamsoftwaresecurereviewhistory"
	tableComment          = "proctoring_proctoredexamstudentattemptcomment"
	tableAllowance        = "proctoring_proctoredexamstudentallowance"
	tablePolicy           = "proctoring_proctoredexamreviewpolicy"
	tablePolicyHistory    = "proctoring_proctoredexamreviewpolicyhistory"
	tableAllowanceHistory = "proctoring_proctoredexamstudentallowancehistory"
)

// hasOurs reports whether a store has examdesk's tables. The triggers come last,
// with the rows, so a migration that was broken off does not count.
func hasOurs(ctx context.Context, q querier) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = 'examdesk_attempt_ins'").Scan(&n)
	return n > 0, err
}

// outboxDelivers reports whether the outbox has what delivering needs.
func outboxDelivers(ctx context.Context, q querier) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM pragma_table_info('examdesk_outbox') WHERE name = 'idempotency_key'").Scan(&n)
	return n > 0, err
}

// ours finds out which of examdesk's tables there are.
func ours(ctx context.Context, q querier) (migrated, delivers bool, err error) {
	if migrated, err = hasOurs(ctx, q); err != nil || !migrated {
		return false, false, err
	}
	delivers, err = outboxDelivers(ctx, q)
	return migrated, delivers, err
}

// hasGroups reports whether a store keeps groups of attempts. Their index is made
// last.
func hasGroups(ctx context.Context, q querier) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = 'examdesk_group_order'").Scan(&n)
	return n > 0, err
}

// hasTable reports whether there is a table.
func hasTable(ctx context.Context, q querier, name string) (bool, error) {
	var n int
	// SQLite knows the tables by name; in sqlite_master it would look at every row.
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM pragma_table_info(?) LIMIT 1)", name).Scan(&n)
	return n > 0, err
}

// datesTables returns edx-when's, which a store need not have.
func datesTables() []string {
	return []string{"edx_when_contentdate", "edx_when_datepolicy", "edx_when_userdate"}
}

// tableCourseRoles is where an LMS keeps who is on a course's team.
const tableCourseRoles = "student_courseaccessrole"
