package engine

import (
	"context"
	"database/sql"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to write edx-when's rows, which only a platform does

	"examdesk/model"
	"examdesk/store"
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

// The minutes end with the due date, and a learner's own due date goes before
// the exam's. A person who reads an attempt that has not started sees them.
func TestDueDates(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, s := fresh(t, true)
	row := someAttempt(t, e, model.Filter{Statuses: []model.AttemptStatus{model.Created, model.ReadyToStart}, OnlyProctored: true})
	due := now().Add(7 * time.Minute)
	if _, err := e.api.UpdateExam(ctx, row.Exam.ID, model.ExamChange{DueDate: &due, SetDueDate: true}); err != nil {
		t.Fatal(err)
	}
	exam, err := e.Exam(ctx, row.Exam.ID)
	if err != nil {
		t.Fatal(err)
	}
	minutes := func() int {
		n, err := view(ctx, e, func(tx *store.Tx) (int, error) { return allowedMinutes(ctx, tx, exam, row.Learner.ID, now()) })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got := minutes(); got != 7 {
		t.Errorf("%d minutes by the exam's own date", got)
	}
	if passed, err := e.IsPassedDue(ctx, exam, row.Learner.ID); err != nil || passed {
		t.Errorf("it is over: %v, %v", passed, err)
	}
	grantDates(t, s.Info().Path, exam, row.Learner.ID, now().Add(3*time.Minute), now().Add(5*time.Minute))
	if got := minutes(); got != 5 {
		t.Errorf("%d minutes by the learner's date", got)
	}
	if at, err := e.DueDate(ctx, exam, 0); err != nil || !at.Equal(now().Add(3*time.Minute)) {
		t.Errorf("due for everybody at %v, %v", at, err)
	}
	e.cfg.Service = func(string) model.ProctoringService { return configured{} }
	d, _, err := e.api.AttemptData(ctx, exam.ID, row.Attempt.ID, true)
	if err != nil || d.TotalTime != "5 minutes" || d.Remaining != 0 || d.Service.PingSeconds != model.DefaultPingSeconds {
		t.Errorf("the page is told %+v, %v", d, err)
	}
	if d.Service.WantsDownload != (row.Attempt.Status == model.Created) || (d.Service.DownloadURL != "") != d.Service.WantsDownload {
		t.Errorf("the page is told %+v", d.Service)
	}
	e.cfg.Clock = func() time.Time { return now().Add(time.Hour) }
	if passed, err := e.IsPassedDue(ctx, exam, row.Learner.ID); err != nil || !passed {
		t.Errorf("it is not over: %v, %v", passed, err)
	}
}
