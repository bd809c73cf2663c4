//go:build e2e

package http

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// retired is what two learners have: the first, who is retired, an attempt that a person
// verified although its review says Suspicious, one with an earlier review, one without
// any; the second the same, which must stay.
const retired = `
INSERT INTO proctoring_proctoredexamstudentattempt (id, created, modified, attempt_code, external_id, allowed_time_limit_mins, status, taking_as_proctored,
	is_sample_attempt, proctored_exam_id, user_id, is_status_acknowledged, is_resumable, ready_to_resume, resumed) VALUES
	(1, '2026-11-02', '2026-11-02', 'C1', 'E1', 90, 'verified', 1, 0, 1, 3, 0, 0, 0, 0), (2, '2026-11-02', '2026-11-02', 'C2', 'E2', 60, 'second_review_required', 1, 0, 4, 3, 0, 0, 0, 0),
	(3, '2026-11-02', '2026-11-02', 'C3', 'E3', 30, 'submitted', 1, 1, 2, 3, 0, 0, 0, 0), (4, '2026-11-02', '2026-11-02', 'C4', 'E4', 90, 'verified', 1, 0, 1, 4, 0, 0, 0, 0);
INSERT INTO proctoring_proctoredexamsoftwaresecurereview (id, created, modified, attempt_code, review_status, raw_data, exam_id, reviewed_by_id, student_id, is_attempt_active, encrypted_video_url) VALUES
	(1, '2026-11-03', '2026-11-03', 'C1', 'Suspicious', '{"who": "Lea"}', 1, 5, 3, 1, x'0102'), (2, '2026-11-03', '2026-11-03', 'C2', 'Suspicious', '{"who": "Lea"}', 4, NULL, 3, 1, NULL),
	(3, '2026-11-03', '2026-11-03', 'C4', 'Suspicious', '{"who": "Leo"}', 1, 5, 4, 1, x'03');
INSERT INTO proctoring_proctoredexamsoftwaresecurereviewhistory (id, created, modified, attempt_code, review_status, raw_data, exam_id, reviewed_by_id, student_id, is_attempt_active, encrypted_video_url) VALUES
	(1, '2026-11-03', '2026-11-03', 'C2', 'Clean', '{"was": "Lea"}', 4, NULL, 3, 1, x'04'), (2, '2026-11-03', '2026-11-03', 'C4', 'Clean', '{"was": "Leo"}', 1, NULL, 4, 1, x'05');
INSERT INTO proctoring_proctoredexamstudentattemptcomment (id, created, modified, start_time, stop_time, duration, comment, status, review_id) VALUES
	(1, '2026-11-03', '2026-11-03', 1, 2, 1, 'Lea looks away', 'Suspicious', 1), (2, '2026-11-03', '2026-11-03', 3, 4, 1, 'Leo looks away', 'Suspicious', 3);
INSERT INTO proctoring_proctoredexamstudentallowance (id, created, modified, key, value, proctored_exam_id, user_id) VALUES
	(1, '2026-11-02', '2026-11-02', 'additional_time_granted', '30', 1, 3), (2, '2026-11-02', '2026-11-02', 'review_policy_exception', 'Lea may wear a hat', 4, 3),
	(3, '2026-11-02', '2026-11-02', 'review_policy_exception', 'Leo may wear a hat', 1, 4);
INSERT INTO proctoring_proctoredexamstudentallowancehistory (id, created, modified, allowance_id, key, value, proctored_exam_id, user_id) VALUES
	(1, '2026-11-02', '2026-11-02', 9, 'review_policy_exception', 'Lea was ill', 1, 3), (2, '2026-11-02', '2026-11-02', 8, 'review_policy_exception', 'Leo was ill', 1, 4);
`

// TestE2ERetire retires a learner at edx-proctoring 6.1.4 and with examdesk's own deed:
// what is emptied is the same, row by row, and only edx-proctoring changes attempts.
func TestE2ERetire(t *testing.T) {
	dir := t.TempDir()
	before, theirs := filepath.Join(dir, "theirs.sqlite3.blank"), filepath.Join(dir, "theirs.sqlite3")
	makeWorld(t, before)
	db, err := sql.Open("sqlite", before)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), retired); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(before, theirs); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)

	l, o := startLMS(t, theirs), newOurs(t, before)
	for _, s := range []side{l, o} {
		if err := s.fresh(); err != nil {
			t.Fatal(err)
		}
	}
	was, err := o.db.rows()
	if err != nil {
		t.Fatal(err)
	}
	a, err := l.do(t.Context(), request{User: "root", Method: http.MethodPost, Path: "/api/edx_proctoring/v1/retire_user/3/", Body: "{}", ContentType: "application/json", Now: now})
	if err != nil || a.Status != http.StatusNoContent {
		t.Fatalf("edx-proctoring answered %d %s, %v", a.Status, a.Body, err)
	}

	o.now = now
	actor := model.Nobody(model.DoorDesk)
	if actor.Reviewer, err = o.engine.As(actor).Person(t.Context(), "root"); err != nil {
		t.Fatal(err)
	}
	done, err := o.engine.As(actor).RetireLearner(t.Context(), model.Retirement{UserID: 3, Here: true, AtServices: true})
	if err != nil || len(done.Here) != 5 || len(done.Services) != 1 {
		t.Fatalf("examdesk answered %+v, %v", done, err)
	}
	left, err := l.db.rows()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := o.db.rows()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for table, original := range left {
		ours := kept[table]
		attempts := strings.HasPrefix(table, "proctoring_proctoredexamstudentattempt") && !strings.HasSuffix(table, "comment")
		if attempts {
			if !slices.Equal(ours, was[table]) {
				t.Errorf("%s changed:\n%s\nwas\n%s", table, strings.Join(ours, "\n"), strings.Join(was[table], "\n"))
			}
			if slices.Equal(original, was[table]) {
				t.Errorf("edx-proctoring did not change %s, so nothing shows that examdesk differs there", table)
			}
			continue
		}
		compared += len(original)
		if !slices.Equal(original, ours) {
			t.Errorf("%s differs: edx-proctoring\n%s\nexamdesk\n%s", table, strings.Join(original, "\n"), strings.Join(ours, "\n"))
		}
		for _, row := range ours {
			if strings.Contains(row, "Lea") {
				t.Errorf("%s keeps %s", table, row)
			}
		}
	}
	if compared < 15 {
		t.Errorf("only %d rows were compared", compared)
	}
	t.Logf("%d rows of allowances, reviews, comments and their former versions are the same", compared)
}
