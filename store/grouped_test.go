package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// crowd fills a new store with learners and exams of two courses, and no attempts.
func crowd(t *testing.T, migrated bool) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "crowd.sqlite3")
	if err := Create(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, path, Options{})
	db, err := s.writer()
	if err != nil {
		t.Fatal(err)
	}
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "
	for _, statement := range []string{
		"INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) " + numbers +
			"SELECT i, 'learner' || i, 'l' || i || '@example.com', '!', '', '', 0, 1, 0, '2026-01-01' FROM n",
		"INSERT INTO proctoring_proctoredexam (id, created, modified, course_id, content_id, exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active, hide_after_due) " + numbers +
			"SELECT i, '2026-01-01', '2026-01-01', CASE WHEN i < 6 THEN 'a/b/c' ELSE 'd/e/f' END, 'b' || i, 'E', 90, 1, 0, 1, 0 FROM n WHERE i < 8",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if migrated {
		if err := s.Migrate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

const addAttempt = "INSERT INTO " + tableAttempt + ` (id, created, modified, attempt_code, status, taking_as_proctored, is_sample_attempt,
	proctored_exam_id, user_id, is_status_acknowledged, is_resumable, ready_to_resume, resumed) VALUES (?, ?, '2026-01-01', ?, 'verified', 1, 0, ?, ?, 0, 0, 0, 0)`

// grouped are the learners and exams on a page, and how many there are in all.
func grouped(t *testing.T, s *Store, course, search string, w model.Window) (total int, out []string) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) error {
		groups, err := tx.GroupedAttempts(t.Context(), course, search, func(n int) model.Window { total = n; return w })
		for _, g := range groups {
			line := fmt.Sprint(g.Newest.Learner.Username.Raw(), " ", g.Newest.Attempt.ExamID, ":")
			for _, a := range g.All {
				line += fmt.Sprint(" ", a.Attempt.ID)
			}
			out = append(out, line)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return total, out
}

// TestGroupedPages writes attempts in no order, many of one time, into a store that
// keeps groups and into one that does not, until stretches are cut and emptied, and
// finds the same pages in both.
func TestGroupedPages(t *testing.T) {
	t.Parallel()
	own, guest := crowd(t, true), crowd(t, false)
	rng := rand.New(rand.NewPCG(7, 7))
	var inserts, deletes [][]any
	for i, id := range rng.Perm(6000) {
		at := "2026-03-01 00:00:00"
		if i%3 > 0 {
			at = fmt.Sprintf("2026-%02d-%02d 0%d:00:00.%06d", 1+rng.IntN(12), 1+rng.IntN(28), rng.IntN(10), rng.IntN(5))
		}
		inserts = append(inserts, []any{id + 1, at, fmt.Sprint("C", id), 1 + rng.IntN(7), 1 + rng.IntN(1500)})
		if i%3 == 0 {
			deletes = append(deletes, []any{id + 1})
		}
	}
	steps := []struct {
		query string
		args  [][]any
	}{{addAttempt, inserts}, {"DELETE FROM " + tableAttempt + " WHERE id = ?", deletes}, {"DELETE FROM " + tableAttempt + " WHERE id > ?", [][]any{{300}}}}
	for i, step := range steps {
		for _, s := range []*Store{own, guest} {
			err := s.Update(t.Context(), func(tx *Tx) error {
				for _, args := range step.args {
					if _, err := tx.exec(t.Context(), "write", step.query, args...); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		samePages(t, own, guest, rng)
		var n int
		if err := own.read.QueryRowContext(t.Context(), "SELECT count(*) FROM examdesk_stretch").Scan(&n); err != nil || i == 0 && n < 3 {
			t.Errorf("%d stretches, so that none was cut; %v", n, err)
		}
	}
}

func samePages(t *testing.T, own, guest *Store, rng *rand.Rand) {
	t.Helper()
	findings, err := own.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if strings.Contains(f.What, "groups") && !f.OK {
			t.Errorf("%+v", f)
		}
	}
	for _, course := range []string{"a/b/c", "d/e/f", "none/of/these"} {
		for _, search := range []string{"", "learner1", "L7@"} {
			n, want := grouped(t, guest, course, search, model.Window{Limit: 10_000})
			windows := []model.Window{{Limit: 10_000}, {Limit: 25}, {Offset: max(0, n-25), Limit: 25}, {Offset: n, Limit: 25}}
			for range 30 {
				windows = append(windows, model.Window{Offset: rng.IntN(n + 1), Limit: 25})
			}
			for _, w := range windows {
				total, got := grouped(t, own, course, search, w)
				page := want[min(w.Offset, len(want)):min(w.Offset+w.Limit, len(want))]
				if diff := cmp.Diff(page, got); total != n || len(page)+len(got) > 0 && diff != "" {
					t.Fatalf("%s, %q, %+v: %d instead of %d groups\n%s", course, search, w, total, n, diff)
				}
			}
		}
	}
}
