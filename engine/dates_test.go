package engine

import (
	"database/sql"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to write edx-when's rows, which only a platform does

	"examdesk/model"
)

// grantDates lets edx-when give an exam a due date, and one learner another.
func grantDates(t *testing.T, path string, exam model.Exam, userID int64, all, own time.Time) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const layout = "2006-01-02 15:04:05"
	for _, s := range []struct {
		query string
		args  []any
	}{
		{"INSERT INTO edx_when_datepolicy (id, created, modified, abs_date) VALUES (7, ?, ?, ?)", []any{all.Format(layout), all.Format(layout), all.Format(layout)}},
		{"INSERT INTO edx_when_contentdate (id, course_id, location, policy_id, active, field) VALUES (7, ?, ?, 7, 1, 'due')", []any{exam.CourseID.Raw(), exam.ContentID.Raw()}},
		{"INSERT INTO edx_when_userdate (created, modified, abs_date, reason, user_id, content_date_id) VALUES (?, ?, ?, '', ?, 7)",
			[]any{own.Format(layout), own.Format(layout), own.Format(layout), userID}},
	} {
		if _, err := db.Exec(s.query, s.args...); err != nil {
			t.Fatal(err)
		}
	}
}
