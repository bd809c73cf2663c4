package database

import (
	"slices"
	"strings"

	"examdesk/mirror"
)

// kind is how a column is read and compared.
type kind int

const (
	number kind = iota // and booleans
	words
	moment
)

// column is a column of a table. from is its name at the LMS, if that differs.
type column struct {
	name string
	kind kind
	from string
}

func (c column) there() string {
	if c.from != "" {
		return c.from
	}
	return c.name
}

// spec is a table as it is mirrored.
type spec struct {
	table string
	// key is the primary key at the LMS.
	key     string
	columns []column
	// needed are the columns without which the table cannot be followed.
	needed []string
}

// columnsOf reads a list of columns, with the kind in front of each group of names.
func columnsOf(numbers, texts, moments string) []column {
	var out []column
	for k, names := range []string{numbers, texts, moments} {
		for _, n := range strings.Fields(names) {
			out = append(out, column{name: n, kind: kind(k)})
		}
	}
	return out
}

const (
	examNumbers    = " time_limit_mins is_proctored is_practice_exam is_active hide_after_due"
	examTexts      = "course_id content_id external_id exam_name backend"
	attemptNumbers = " allowed_time_limit_mins taking_as_proctored is_sample_attempt review_policy_id proctored_exam_id user_id is_status_acknowledged time_remaining_seconds is_resumable ready_to_resume resumed"
	attemptTexts   = "attempt_code external_id status"
	reviewNumbers  = "id exam_id reviewed_by_id student_id is_attempt_active"
	changed        = "created modified"
)

// specs are the tables that are mirrored, by name. Columns that are not named are never
// read: passwords, raw data, sealed addresses of recordings.
func specs() map[string]spec {
	all := []spec{
		{mirror.Attempts, "id", columnsOf("id"+attemptNumbers, attemptTexts, changed+" started_at completed_at"), strings.Fields("id attempt_code status modified proctored_exam_id user_id")},
		{mirror.AttemptHistory, "history_id", columnsOf("id history_id history_user_id"+attemptNumbers, attemptTexts+" history_change_reason history_type", changed+" started_at completed_at history_date"),
			strings.Fields("history_id id attempt_code status history_date history_type")},
		{mirror.Exams, "id", columnsOf("id"+examNumbers, examTexts, changed+" due_date"), strings.Fields("id course_id content_id is_proctored is_practice_exam is_active backend")},
		{mirror.ExamHistory, "history_id", columnsOf("id history_id history_user_id"+examNumbers, examTexts+" history_change_reason history_type", changed+" due_date history_date"), strings.Fields("history_id id")},
		{mirror.Reviews, "id", columnsOf(reviewNumbers, "attempt_code review_status", changed), strings.Fields("id attempt_code review_status")},
		{mirror.ReviewHistory, "id", columnsOf(reviewNumbers, "attempt_code review_status", changed), strings.Fields("id attempt_code review_status")},
		{mirror.Comments, "id", columnsOf("id start_time stop_time duration review_id", "comment status", changed), strings.Fields("id review_id")},
		{mirror.Allowances, "id", columnsOf("id proctored_exam_id user_id", "key value", changed), strings.Fields("id proctored_exam_id user_id key value")},
		{mirror.AllowanceHistory, "id", columnsOf("id allowance_id proctored_exam_id user_id", "key value", changed), strings.Fields("id allowance_id user_id")},
		{mirror.Policies, "id", columnsOf("id proctored_exam_id set_by_user_id", "review_policy", changed), strings.Fields("id proctored_exam_id")},
		{mirror.PolicyHistory, "id", columnsOf("id original_id proctored_exam_id set_by_user_id", "review_policy", changed), strings.Fields("id proctored_exam_id")},
		{mirror.Users, "id", columnsOf("id is_staff is_superuser is_active", "username email first_name last_name", ""), strings.Fields("id username")},
		// By user, so that nobody has to grant its own key.
		{mirror.Profiles, "user_id", append([]column{{"id", number, "user_id"}}, columnsOf("user_id", "name", "")...), strings.Fields("user_id name")},
		{mirror.Groups, "id", columnsOf("id", "name", ""), strings.Fields("id name")},
		{mirror.UserGroups, "id", columnsOf("id user_id group_id", "", ""), strings.Fields("id user_id group_id")},
		{mirror.ContentDates, "id", columnsOf("id policy_id active", "course_id location field block_type", ""), strings.Fields("id policy_id active course_id location field")},
		{mirror.DatePolicies, "id", columnsOf("id rel_date", "", changed+" abs_date"), strings.Fields("id abs_date rel_date")},
		{mirror.UserDates, "id", columnsOf("id user_id content_date_id rel_date", "", changed+" abs_date"), strings.Fields("id user_id content_date_id abs_date")},
	}
	out := map[string]spec{}
	for _, s := range all {
		out[s.table] = s
	}
	return out
}

// feed is a table that gets a row for each change, or for each new thing.
type feed struct {
	table string
	// hints are the columns that say what to read again.
	hints []string
	note  func(k *keys, hints []any)
}

// feeds are asked in this order.
func feeds() []feed {
	return []feed{
		{mirror.AttemptHistory, []string{"id", "attempt_code"}, func(k *keys, h []any) { k.attempts.add(h[0]); k.codes.add(h[1]) }},
		{mirror.Attempts, []string{"id", "attempt_code"}, func(k *keys, h []any) { k.attempts.add(h[0]); k.codes.add(h[1]) }},
		{mirror.Reviews, []string{"attempt_code"}, func(k *keys, h []any) { k.codes.add(h[0]) }},
		{mirror.ReviewHistory, []string{"attempt_code"}, func(k *keys, h []any) { k.codes.add(h[0]) }},
		{mirror.Comments, []string{"review_id"}, func(k *keys, h []any) { k.reviews.add(h[0]) }},
		{mirror.Allowances, []string{"user_id"}, func(k *keys, h []any) { k.allowed.add(h[0]) }},
		{mirror.AllowanceHistory, []string{"user_id"}, func(k *keys, h []any) { k.allowed.add(h[0]) }},
		{mirror.Policies, []string{"proctored_exam_id"}, func(k *keys, h []any) { k.policies.add(h[0]) }},
		{mirror.PolicyHistory, []string{"proctored_exam_id"}, func(k *keys, h []any) { k.policies.add(h[0]) }},
		{mirror.Exams, []string{"id"}, func(k *keys, h []any) { k.exams.add(h[0]) }},
		{mirror.ExamHistory, []string{"id"}, func(k *keys, h []any) { k.exams.add(h[0]) }},
	}
}

// keys are what is to be read again.
type keys struct {
	attempts, codes, reviews, allowed, policies, exams keySet
}

// keySet is a set of numbers or texts.
type keySet map[any]bool

func (s *keySet) add(key any) {
	if key == nil || key == "" {
		return
	}
	if *s == nil {
		*s = keySet{}
	}
	(*s)[key] = true
}

// list returns the keys in order, so that a question is the same each time.
func (s keySet) list() []any {
	out := make([]any, 0, len(s))
	for k := range s {
		out = append(out, k)
	}
	slices.SortFunc(out, compareKeys)
	return out
}

func compareKeys(a, b any) int {
	if x, ok := a.(int64); ok {
		y, _ := b.(int64)
		return int(min(1, max(-1, x-y)))
	}
	x, _ := a.(string)
	y, _ := b.(string)
	return strings.Compare(x, y)
}
