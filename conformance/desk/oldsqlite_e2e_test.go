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

// Django's bulk_create(update_conflicts=True) and REPLACE, IGNORE and UPDATE OR
// REPLACE by Python's own SQLite, on each table that our triggers watch.
const djangoUpserts = `
import sqlite3, sys
import django
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}}, USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"])
django.setup()
from django.contrib.auth.models import User
users = list(User.objects.all()[:50])
User.objects.bulk_create([User(username=u.username, email="up%d@example.com" % u.id, last_name="Upserted") for u in users] + [User(username="brand_new_user")],
    update_conflicts=True, unique_fields=["username"], update_fields=["email", "last_name"])
User.objects.bulk_create([User(username=u.username) for u in users], ignore_conflicts=True)
print("django", django.get_version(), "sqlite", sqlite3.sqlite_version)
c = sqlite3.connect(sys.argv[1])
a, e, r = "proctoring_proctoredexamstudentattempt", "proctoring_proctoredexam", "proctoring_proctoredexamsoftwaresecurereview"
def columns(t):
    return ", ".join(x[1] for x in c.execute(f"PRAGMA table_info({t})"))
def again(how, t, where, change=""):
    cols = columns(t)
    names = cols
    for pair in change.split(";"):
        if pair:
            k, v = pair.split("=", 1)
            names = ", ".join(v if n == k else n for n in names.split(", "))
    n = c.execute(f"{how} INTO {t} ({cols}) SELECT {names} FROM {t} WHERE {where}").rowcount
    print(how, t, n)
again("INSERT OR REPLACE", a, "id < 60", "status='submitted';attempt_code='REPLACED-' || id")
again("INSERT OR REPLACE", a, "id BETWEEN 100 AND 130", "id=id + 1")
again("INSERT OR IGNORE", a, "id < 60", "status='error'")
again("INSERT OR REPLACE", e, "id < 10", "backend='replaced'")
again("INSERT OR REPLACE", e, "id = 12", "id=9012")
again("INSERT OR IGNORE", e, "id < 10")
again("INSERT OR REPLACE", r, "id < 60", "review_status='Suspicious'")
again("INSERT OR REPLACE", r, "id = 61", "id=9061")
again("INSERT OR REPLACE", "auth_user", "id BETWEEN 20 AND 40", "first_name='Replaced'")
again("INSERT OR REPLACE", "mock_apps_profile", "id < 40", "name='Profile replaced'")
cols = columns(e)
c.execute(f"INSERT INTO {e} ({cols}) SELECT {cols} FROM {e} WHERE true ON CONFLICT (id) DO UPDATE SET is_practice_exam = NOT is_practice_exam")
cols = columns(a)
c.execute(f"INSERT INTO {a} ({cols}) SELECT {cols} FROM {a} WHERE id < 300 ON CONFLICT (id) DO UPDATE SET status = 'verified', external_id = 'upserted'")
c.execute(f"UPDATE OR REPLACE {a} SET id = 200, attempt_code = 'MOVED' WHERE id = 201")
c.execute(f"UPDATE OR REPLACE {r} SET attempt_code = 'MOVED' WHERE id = (SELECT max(id) FROM {r})")
c.execute("UPDATE OR REPLACE auth_user SET username = (SELECT username FROM auth_user WHERE id = 50) WHERE id = 51")
c.execute("INSERT INTO examdesk_code (examdesk_code) VALUES ('integrity-check')")
c.execute("INSERT INTO examdesk_learner (examdesk_learner) VALUES ('integrity-check')")
assert c.execute("SELECT count(*) FROM examdesk_learner").fetchone() == c.execute("SELECT count(*) FROM auth_user").fetchone()
c.commit()
`

func TestE2EDjangoUpsertsIntoAMigratedStore(t *testing.T) {
	t.Parallel()
	path := database(t)
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), need(t, "EXAMDESK_ORACLE_PYTHON"), "-c", djangoUpserts, path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
	findings, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range findings {
		if f.What == "side table against rows" || f.What == "rows against side table" || f.What == "counts" || f.What == "file" {
			seen++
			if !f.OK {
				t.Errorf("%s: %s", f.What, f.Detail)
			}
		}
	}
	if seen != 4 {
		t.Errorf("%d checks: %+v", seen, findings)
	}
}
