//go:build e2e

package desk_test

import (
	"os/exec"
	"testing"

	"examdesk/store"
)

// After migrating, Django goes on writing the same file with its own SQLite,
// which may be years old: creating, changing and deleting attempts, users and
// reviews must work there, and examdesk must see it.
const djangoWrites = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
a = "proctoring_proctoredexamstudentattempt"
columns = "created, modified, attempt_code, external_id, status, taking_as_proctored, is_sample_attempt, proctored_exam_id, user_id, is_status_acknowledged, is_resumable, ready_to_resume, resumed"
c.execute(f"INSERT INTO {a} ({columns}) VALUES ('2026-11-20 10:00:00', '2026-11-20 10:00:00', 'FROM-DJANGO', NULL, 'created', 1, 0, 1, 10, 0, 0, 0, 0)")
c.execute(f"UPDATE {a} SET external_id = 'changed', status = 'submitted' WHERE attempt_code = 'FROM-DJANGO'")
c.execute(f"DELETE FROM {a} WHERE id = (SELECT min(id) FROM {a})")
c.execute("UPDATE auth_user SET username = 'renamed_by_django' WHERE id = 11")
c.execute("DELETE FROM proctoring_proctoredexamsoftwaresecurereview WHERE id = (SELECT max(id) FROM proctoring_proctoredexamsoftwaresecurereview)")
c.commit()
print(sqlite3.sqlite_version)
`

func TestE2EDjangoWritesAMigratedStore(t *testing.T) {
	t.Parallel()
	path := database(t)
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), need(t, "EXAMDESK_ORACLE_PYTHON"), "-c", djangoWrites, path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("written by SQLite %s", out)
	if s, err = store.Open(t.Context(), path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	findings, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if !f.OK && f.What != "comments without review" { // deleted above, without Django's cascade
			t.Errorf("%s: %s", f.What, f.Detail)
		}
	}
}
