package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTriggers changes Django's tables at random, as edx-proctoring itself
// might, and finds the side table, the counts and the search index in step.
func TestTriggers(t *testing.T) {
	t.Parallel()
	_, own := both(t)
	db, err := own.writer()
	if err != nil {
		t.Fatal(err)
	}
	exec := func(t *rapid.T, query string, args ...any) {
		if _, err := db.ExecContext(context.Background(), query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Int64Range(1, 1500).Draw(t, "attempt")
		status := rapid.SampledFrom([]string{"error", "submitted", "onboarding_reset", "started", "verified", "odd"}).Draw(t, "status")
		n++
		switch rapid.IntRange(0, 9).Draw(t, "change") {
		case 0:
			exec(t, "UPDATE "+tableAttempt+" SET status = ?, modified = ?, is_resumable = 1 WHERE id = ?", status, formatTime(sharedNow()), id)
		case 1:
			exec(t, "DELETE FROM "+tableAttempt+" WHERE id = ?", id)
		case 2:
			exec(t, "DELETE FROM "+tableReview+" WHERE id = ?", id)
		case 3:
			exec(t, "UPDATE "+tableReview+" SET review_status = 'Clean', reviewed_by_id = 1 WHERE id = ?", id)
		case 4:
			exec(t, "UPDATE "+tableExam+" SET is_proctored = NOT is_proctored, backend = 'test', course_id = 'new/course/' || id WHERE id = ?", 1+id%20)
		case 5:
			exec(t, "INSERT INTO "+tableAttempt+` (created, modified, attempt_code, status, taking_as_proctored, is_sample_attempt,
				proctored_exam_id, user_id, is_status_acknowledged, is_resumable, ready_to_resume, resumed)
				VALUES ('2026-11-01 00:00:00', '2026-11-01 00:00:00', ?, ?, 1, 0, ?, ?, 0, 0, 0, 0)`, fmt.Sprint("CODE-", n), status, 1+id%20, 6+id%250)
		case 6:
			exec(t, "UPDATE "+tableAttempt+" SET external_id = ? WHERE id = ?", fmt.Sprint("ext-", n), id)
		case 8:
			exec(t, "UPDATE "+tableAttempt+" SET created = ? WHERE id = ?", fmt.Sprintf("2026-11-%02d 00:00:00", 1+id%28), id)
		case 9:
			exec(t, "UPDATE "+tableAttempt+" SET user_id = ?, proctored_exam_id = ? WHERE id = ?", 6+id%250, 1+id%7, id)
		case 7:
			exec(t, "INSERT INTO "+tableReview+` (created, modified, attempt_code, review_status, raw_data, is_attempt_active)
				SELECT modified, modified, attempt_code, 'Suspicious', '{}', 1 FROM `+tableAttempt+` a WHERE id = ?
				AND NOT EXISTS (SELECT 1 FROM `+tableReview+` r WHERE r.attempt_code = a.attempt_code)`, id)
		}
		findings, err := own.Check(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			ours := f.What == "side table against rows" || f.What == "rows against side table" || f.What == "counts" || strings.Contains(f.What, "groups")
			if ours && !f.OK {
				t.Fatalf("%+v", f)
			}
		}
	})
}
