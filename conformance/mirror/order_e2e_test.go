//go:build e2e

package mirror

import (
	"testing"
	"time"

	"examdesk/mirror"
)

// Test 3: ids are given out before the commit, so a lower one may appear later.
func TestE2EIdsThatCommitOutOfOrder(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	before := must(s.Begin()) // open since before the mirror was made
	s.status(before, 1, "rejected", time.Minute)
	beforeToo := must(s.Begin())
	s.status(beforeToo, 2, "rejected", time.Minute)
	s.status(s, 3, "verified", time.Minute)
	f := s.filled(nil)
	check(before.Commit())
	f.poll()
	f.same("a transaction that was open when the position was taken")

	late, lost := must(s.Begin()), must(s.Begin())
	s.status(late, 5, "verified", 2*time.Minute)
	s.status(lost, 6, "verified", 2*time.Minute)
	s.status(s, 7, "verified", 2*time.Minute)
	f.poll()
	if gaps := f.position().Feeds[mirror.AttemptHistory].Gaps; len(gaps) < 2 {
		t.Errorf("gaps: %+v", gaps)
	}
	check(late.Commit())
	check(lost.Rollback())
	f.poll()
	f.same("a lower id that was committed later")
	if gaps := f.position().Feeds[mirror.AttemptHistory].Gaps; len(gaps) == 0 {
		t.Error("the id of the transaction that was rolled back is not asked for any more")
	}
	s.clock.pass(mirror.Patience)
	check(beforeToo.Commit())
	f.poll() // asked for once more, then given up
	f.same("a transaction that ends when the time is over")
	for table, feed := range f.position().Feeds {
		if len(feed.Gaps) != 0 {
			t.Errorf("gaps of %s that are never given up: %+v", table, feed.Gaps)
		}
	}
	too := must(s.Begin())
	s.status(too, 9, "verified", 3*time.Minute)
	s.status(s, 10, "verified", 3*time.Minute)
	f.poll()
	s.clock.pass(mirror.Patience)
	f.poll()
	check(too.Commit())
	f.poll()
	if len(f.differences()) == 0 {
		t.Error("a transaction of over fifteen minutes is not expected to be seen, so this test shows nothing")
	}
	if n := f.sweep(); n != 1 {
		t.Errorf("the sweep mended %d rows", n)
	}
	f.same("swept")
}

// Test 3: several writers take ids in steps, as in Galera, so that each row leaves gaps.
func TestE2EIdsInSteps(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	f := s.filled(nil)
	writer := must(s.Conn(ctx()))
	defer func() { _ = writer.Close() }()
	for node := range 2 {
		must(writer.ExecContext(ctx(), "SET SESSION auto_increment_increment = 3, auto_increment_offset = ?", node+1))
		for i := range 300 {
			must(writer.ExecContext(ctx(), "UPDATE "+mirror.Attempts+" SET status = 'verified', modified = ? WHERE id = ?", at(time.Duration(i)*time.Millisecond+time.Hour), i%40+1))
			must(writer.ExecContext(ctx(), "INSERT INTO "+mirror.AttemptHistory+" (id, "+attemptColumns+", history_date, history_type) SELECT id, "+attemptColumns+", modified, '~' FROM "+mirror.Attempts+" WHERE id = ?", i%40+1))
		}
	}
	f.poll()
	f.same("steps of three")
	if gaps := f.position().Feeds[mirror.AttemptHistory].Gaps; len(gaps) <= 200 {
		t.Fatalf("only %d gaps, so that their window is not read", len(gaps))
	}
	// One of the many is filled.
	gap := f.position().Feeds[mirror.AttemptHistory].Gaps[250].From
	do(s, "UPDATE "+mirror.Attempts+" SET status = 'error', modified = ? WHERE id = 11", at(2*time.Hour))
	do(s, "INSERT INTO "+mirror.AttemptHistory+" (history_id, id, "+attemptColumns+", history_date, history_type) SELECT ?, id, "+attemptColumns+", modified, '~' FROM "+mirror.Attempts+" WHERE id = 11", gap)
	f.poll()
	f.same("one of many gaps")
	s.clock.pass(mirror.Patience)
	f.poll()
	if gaps := f.position().Feeds[mirror.AttemptHistory].Gaps; len(gaps) != 0 {
		t.Errorf("%d gaps are left", len(gaps))
	}
}
