//go:build e2e

package mirror

import (
	"strings"
	"testing"
	"time"

	"examdesk/mirror"
)

// tables of a site, for backups.
func (s *site) followed() []string {
	return []string{
		mirror.Attempts, mirror.AttemptHistory, mirror.Exams, mirror.ExamHistory, mirror.Reviews, mirror.ReviewHistory, mirror.Comments, mirror.Allowances, mirror.AllowanceHistory,
		mirror.Policies, mirror.PolicyHistory, "auth_user", "auth_userprofile",
	}
}

// backUp copies the tables, and restore puts them back.
func (s *site) backUp() {
	for _, t := range s.followed() {
		do(s, "CREATE TABLE backup_"+t+" AS SELECT * FROM "+t)
	}
}

func (s *site) restore() {
	tx := must(s.Begin())
	for _, t := range s.followed() {
		do(tx, "DELETE FROM "+t)
		do(tx, "INSERT INTO "+t+" SELECT * FROM backup_"+t)
	}
	check(tx.Commit())
}

func (f *follower) rebuilt() {
	f.site.t.Helper()
	for f.position().State == mirror.Rebuild {
		if _, err := f.Sweep(ctx()); err != nil {
			f.site.t.Fatal(err)
		}
	}
}

// Test 7: a backup that is restored takes ids back. That is never shown as normal, and in
// the end the mirror has what the LMS has.
func TestE2ERestoredBackup(t *testing.T) {
	for name, after := range map[string]func(s *site, f *follower){
		"behind the position": func(s *site, f *follower) {
			f.poll()
			if p := f.position(); p.State != mirror.Suspect || !strings.Contains(p.Why, "went back") {
				t.Errorf("%s: %s", p.State, p.Why)
			}
			if n := f.sweepOnce(); n != 0 {
				t.Errorf("%d rows were taken over from a database in doubt", n)
			}
			s.clock.pass(mirror.Patience)
			f.poll()
			if p := f.position(); p.State != mirror.Rebuild {
				t.Errorf("after waiting: %s", p.State)
			}
		},
		"beyond the position": func(s *site, f *follower) {
			for i := range 40 {
				s.status(s, int64(i+1), "error", 3*time.Hour)
			}
			f.poll()
			if p := f.position(); p.State != mirror.Rebuild || !strings.Contains(p.Why, "restored") {
				t.Errorf("%s: %s", p.State, p.Why)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.seed(80)
			s.backUp()
			f := s.filled(nil)
			for i := range 10 {
				s.status(s, int64(i+20), "verified", 2*time.Hour)
				s.newAttempt(s, 1, 1, "submitted", 2*time.Hour)
			}
			s.decide(s, 3, "Clean", 2*time.Hour)
			s.review(s, 2, "Clean", 2*time.Hour)
			f.poll()
			f.same("before")
			s.restore()
			after(s, f)
			f.rebuilt()
			f.same("after the rebuild")
			if p := f.position(); p.State != mirror.Following || p.Sweep.Mended == 0 {
				t.Errorf("%+v", p)
			}
			s.status(s, 50, "rejected", 4*time.Hour)
			f.poll()
			f.same("followed on")
		})
	}
}

func (f *follower) sweepOnce() int64 {
	f.site.t.Helper()
	before := f.count(mirror.Attempts)
	if _, err := f.Sweep(ctx()); err != nil {
		f.site.t.Fatal(err)
	}
	return before - f.count(mirror.Attempts)
}

// Test 9: a replica that lags shows less than was seen, and then all of it.
func TestE2EReplicaThatLags(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	s.backUp()
	f := s.filled(nil)
	s.status(s, 1, "rejected", time.Hour)
	f.poll()
	newer := s.ids("SELECT max(history_id) FROM " + mirror.AttemptHistory)[0]
	do(s, "CREATE TABLE later AS SELECT * FROM "+mirror.AttemptHistory+" WHERE history_id = ?", newer)
	s.restore()
	f.poll()
	if p := f.position(); p.State != mirror.Suspect {
		t.Errorf("%s", p.State)
	}
	if got := f.text("SELECT status FROM " + mirror.Attempts + " WHERE id = 1"); got != "rejected" {
		t.Errorf("the mirror went back too: %s", got)
	}
	do(s, "UPDATE "+mirror.Attempts+" SET status = 'rejected', modified = ? WHERE id = 1", at(time.Hour))
	do(s, "INSERT INTO "+mirror.AttemptHistory+" SELECT * FROM later")
	f.poll()
	if p := f.position(); p.State != mirror.Following {
		t.Errorf("%s: %s", p.State, p.Why)
	}
	f.same("caught up")
}
