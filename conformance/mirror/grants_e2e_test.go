//go:build e2e

package mirror

import (
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// Test 8: a table that is not granted is a capability less, and no error.
func TestE2EGrants(t *testing.T) {
	for _, table := range []string{
		mirror.AttemptHistory, mirror.ExamHistory, mirror.Reviews, mirror.ReviewHistory, mirror.Comments, mirror.Allowances, mirror.AllowanceHistory, mirror.Policies,
		mirror.PolicyHistory, mirror.Groups, mirror.UserGroups, mirror.ContentDates, "django_migrations", "auth_userprofile",
	} {
		t.Run(table, func(t *testing.T) {
			s := newSite(t)
			s.seed(40)
			columns := ""
			if table == "auth_userprofile" {
				columns = " (user_id, name)"
			}
			s.do("REVOKE SELECT" + columns + " ON " + s.name + "." + table + " FROM '" + s.user + "'@'%'")
			f := s.filled(nil)
			s.status(s, 1, "verified", time.Hour)
			s.newAttempt(s, 1, 1, "created", time.Hour)
			f.poll()
			f.sweep()
			check(f.Small(ctx()))
			p := f.position()
			if table != "django_migrations" && p.Sees(table) {
				t.Errorf("not visible: %v", p.NotVisible)
			}
			if d := f.differences(without(held, table)...); len(d) > 0 && table != "auth_userprofile" {
				t.Errorf("%d rows differ: %.500q", len(d), d)
			}
			// The grant comes later.
			s.do("GRANT SELECT" + columns + " ON " + s.name + "." + table + " TO '" + s.user + "'@'%'")
			s.clock.pass(2 * time.Hour)
			f.poll()
			f.sweep()
			if p := f.position(); !p.Sees(table) {
				t.Errorf("still not visible: %v", p.NotVisible)
			}
			f.same("with the grant")
		})
	}
}

func without(list []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(t string) bool { return t == one })
}

// A grant that is taken back while the database is followed, and given again.
func TestE2EGrantTakenBack(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	f := s.filled(nil)
	s.do("REVOKE SELECT ON " + s.name + "." + mirror.Allowances + " FROM '" + s.user + "'@'%'")
	if err := f.Poll(ctx()); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("the first question: %v", err)
	}
	s.status(s, 1, "verified", time.Hour)
	f.poll()
	if p := f.position(); p.Sees(mirror.Allowances) {
		t.Errorf("%v", p.NotVisible)
	}
	f.same("what is still visible")
	s.do("REVOKE SELECT ON " + s.name + "." + mirror.Attempts + " FROM '" + s.user + "'@'%'")
	_ = f.Poll(ctx())
	err := f.Poll(ctx())
	if model.CodeOf(err) != model.CodeUnsupported || !strings.Contains(model.Sentence(err), mirror.Attempts) {
		t.Errorf("without what is needed: %v", err)
	}
	if f.count(mirror.Attempts) == 0 {
		t.Error("the mirror lost its rows")
	}
}

// Test 8: columns. One that may be missing is left out; one that must be there stops
// the following and not the reading; unknown ones and newer migrations are said.
func TestE2EColumns(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	s.do("REVOKE SELECT (first_name) ON " + s.name + ".auth_user FROM '" + s.user + "'@'%'")
	f := s.filled(nil)
	if p := f.position(); !slices.Contains(p.NotVisible, "auth_user.first_name") || f.text("SELECT first_name FROM auth_user WHERE id = 1") != "" {
		t.Errorf("%v", p.NotVisible)
	}
	s.do("ALTER TABLE " + mirror.Attempts + " ADD COLUMN brand_new int NULL, DROP COLUMN resumed")
	s.do("INSERT INTO django_migrations (app, name, applied) VALUES ('edx_proctoring', '0026_future', '2027-01-01')")
	_ = f.Poll(ctx())
	s.clock.pass(2 * time.Hour)
	do(s, "UPDATE "+mirror.Attempts+" SET status = 'error' WHERE id = 1")
	do(s, "INSERT INTO "+mirror.AttemptHistory+" (id, "+attemptColumns+", history_date, history_type) SELECT id, "+strings.TrimSuffix(attemptColumns, "resumed")+"0, modified, '~' FROM "+mirror.Attempts+" WHERE id = 1")
	f.poll()
	seen, err := f.Look(ctx())
	if err != nil || !seen.Newer || !slices.Contains(seen.NotVisible, mirror.Attempts+".resumed") {
		t.Errorf("%+v, %v", seen, err)
	}
	if got := f.text("SELECT status FROM " + mirror.Attempts + " WHERE id = 1"); got != "error" || f.position().Source.Schema != "0026_future" {
		t.Errorf("%s, %+v", got, f.position().Source)
	}
	s.do("ALTER TABLE " + mirror.Attempts + " RENAME COLUMN status TO state")
	_ = f.Poll(ctx())
	s.clock.pass(2 * time.Hour)
	if err := f.Poll(ctx()); model.CodeOf(err) != model.CodeUnsupported || !strings.Contains(model.Sentence(err), "status") {
		t.Errorf("a needed column was renamed: %v", err)
	}
	if f.count(mirror.Attempts) == 0 {
		t.Error("the mirror lost its rows")
	}
}
