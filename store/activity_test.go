package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// act writes one line, as a deed on an attempt does, with a change of the attempt.
func act(t *testing.T, s *Store, attempt int64, reason string) {
	t.Helper()
	err := s.Update(t.Context(), func(tx *Tx) error {
		tx.As(3)
		row, err := tx.AttemptRow(t.Context(), attempt)
		if err != nil {
			return err
		}
		row.Attempt.Modified = sharedNow()
		if _, err := tx.SaveAttempt(t.Context(), model.Save{Kind: model.SaveUpdate, Attempt: row.Attempt, Exam: row.Exam}, sharedNow()); err != nil {
			return err
		}
		return tx.RecordActivity(t.Context(), model.Activity{
			At: sharedNow(), Deed: model.DeedSetStatus, Door: model.DoorDesk, From: "submitted", To: "error", Reason: reason,
			Actor:   model.ActivityActor{UserID: 3, Name: "r.adeyemi", OSUser: "ra", Host: "desk-1", Version: "test"},
			Subject: model.Subject{Kind: model.SubjectAttempt, ID: attempt, AttemptID: attempt, ExamID: row.Exam.ID, UserID: row.Attempt.UserID},
			Effects: []model.ActivityEffect{{Kind: model.EffectMail, Subject: model.Subject{Kind: model.SubjectAttempt, ID: attempt}, Reason: "the rule says so"}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// five is a migrated store with five lines, and its file.
func five(t *testing.T) (*Store, string) {
	t.Helper()
	path := sharedCopy(t)
	s := mustOpen(t, path, Options{})
	if err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		act(t, s, int64(i+1), fmt.Sprintf("reason %d", i+1))
	}
	return s, path
}

// tamper changes the file as someone does who can write it.
func tamper(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range append([]string{"DROP TRIGGER examdesk_activity_update", "DROP TRIGGER examdesk_activity_delete", "DROP TRIGGER examdesk_activity_insert"}, statements...) {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func faults(t *testing.T, s *Store, noted *model.ActivityHead) []string {
	t.Helper()
	c, err := s.CheckActivity(t.Context(), noted)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range c.Faults {
		out = append(out, f.Sentence())
	}
	return out
}

func TestTamperingWithActivityIsFound(t *testing.T) {
	t.Parallel()
	const columns = `at, deed, door, actor_id, actor_name, authenticated, os_user, host, version, subject, subject_id, attempt_id,
		exam_id, user_id, state_from, state_to, effects, decision_id, reason_digest, history, prev`
	cases := []struct {
		name       string
		statements []string
		head       bool
		want       string
	}{
		{"untouched", nil, true, ""},
		{"changed: who", []string{"UPDATE examdesk_activity SET actor_name = 'm.keller' WHERE id = 3"}, false, "Line 3 was changed"},
		{"changed: when", []string{"UPDATE examdesk_activity SET at = '2026-11-20 16:00:00.000001' WHERE id = 2"}, false, "Line 2 was changed"},
		{"changed: claimed", []string{"UPDATE examdesk_activity SET authenticated = 1 WHERE id = 5"}, false, "Line 5 was changed"},
		{"changed: effects", []string{"UPDATE examdesk_activity SET effects = '[]' WHERE id = 1"}, false, "Line 1 was changed"},
		{"changed with its hash", []string{"UPDATE examdesk_activity SET hash = '" + strings.Repeat("ab", 32) + "', state_to = 'verified' WHERE id = 4"}, false, "Line 4 was changed"},
		{"removed", []string{"DELETE FROM examdesk_activity WHERE id = 3"}, false, "Line 3 was removed"},
		{"removed, the others moved up", []string{"DELETE FROM examdesk_activity WHERE id = 3", "UPDATE examdesk_activity SET id = id - 1 WHERE id > 3"}, false, "Line 3 was changed"},
		{"inserted", []string{
			"UPDATE examdesk_activity SET id = id + 1000 WHERE id > 2", "UPDATE examdesk_activity SET id = id - 999 WHERE id > 1000",
			"INSERT INTO examdesk_activity (id, " + columns + ", hash) SELECT 3, " + columns + ", hash FROM examdesk_activity WHERE id = 2",
		}, false, "Line 3 was changed"},
		{"reordered", []string{
			"UPDATE examdesk_activity SET id = 1002 WHERE id = 2", "UPDATE examdesk_activity SET id = 2 WHERE id = 4", "UPDATE examdesk_activity SET id = 4 WHERE id = 1002",
		}, false, "Line 2 was changed"},
		{"first removed", []string{"DELETE FROM examdesk_activity WHERE id = 1"}, false, "Line 1 was removed"},
		{"end cut off", []string{"DELETE FROM examdesk_activity WHERE id > 3"}, false, "Line 4 and all lines up to 5 were removed"},
		{"end cut off, the counter too", []string{"DELETE FROM examdesk_activity WHERE id > 3", "UPDATE sqlite_sequence SET seq = 3 WHERE name = 'examdesk_activity'"}, true, "Line 4 and all lines up to 5 were removed"},
		{"all removed, the counter too", []string{"DELETE FROM examdesk_activity", "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'examdesk_activity'"}, true, "Line 1 and all lines up to 5 were removed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, path := five(t)
			head, err := s.ActivityHead(t.Context())
			if err != nil || head.ID != 5 {
				t.Fatalf("head %v, %v", head, err)
			}
			if got := faults(t, s, &head); len(got) > 0 {
				t.Fatalf("before: %q", got)
			}
			if c.statements != nil {
				tamper(t, path, c.statements...)
			}
			var noted *model.ActivityHead
			if c.head {
				noted = &head
			}
			got := strings.Join(faults(t, s, noted), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// A chain that someone rewrote is whole in itself; only a head that was
// noted earlier shows it.
func TestChainWrittenAgainIsFoundByItsHead(t *testing.T) {
	t.Parallel()
	s, path := five(t)
	head, err := s.ActivityHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []model.ActivityLine
	if err := s.Activity(t.Context(), model.ActivityQuery{}, func(l model.ActivityLine) error { lines = append(lines, l); return nil }); err != nil {
		t.Fatal(err)
	}
	var again []string
	prev := ""
	for _, l := range lines {
		l.Actor.Name, l.Prev = "m.keller", prev
		prev = l.ChainHash()
		again = append(again, fmt.Sprintf("UPDATE examdesk_activity SET actor_name = 'm.keller', prev = '%s', hash = '%s' WHERE id = %d", l.Prev, prev, l.ID))
	}
	tamper(t, path, again...)
	if got := faults(t, s, nil); len(got) > 0 {
		t.Errorf("the chain is whole in itself, and %q was found", got)
	}
	if got := faults(t, s, &head); len(got) != 1 || !strings.Contains(got[0], "Line 5 is not the line whose hash was noted") {
		t.Errorf("found %q", got)
	}
}

// Lines are never changed or deleted by a plain statement.
func TestActivityIsAppendOnly(t *testing.T) {
	t.Parallel()
	s, _ := five(t)
	for _, q := range []string{"UPDATE examdesk_activity SET host = 'x'", "DELETE FROM examdesk_activity", "INSERT OR REPLACE INTO examdesk_activity SELECT * FROM examdesk_activity"} {
		err := s.Update(t.Context(), func(tx *Tx) error { _, err := tx.tx.ExecContext(t.Context(), q); return err })
		if err == nil {
			t.Errorf("%s went through", q)
		}
	}
	if got := faults(t, s, nil); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

// Reasons about a retired learner are gone, and the chain is whole.
func TestReasonsAreErased(t *testing.T) {
	t.Parallel()
	s, _ := five(t)
	var learner int64
	read := func() (lines []model.ActivityLine) {
		err := s.Activity(t.Context(), model.ActivityQuery{}, func(l model.ActivityLine) error { lines = append(lines, l); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	before := read()
	learner = before[1].Subject.UserID
	if before[1].Reason != "reason 2" || before[1].Erased {
		t.Fatalf("%+v", before[1])
	}
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.EmptyAllowanceHistory(t.Context(), learner, sharedNow()) }); err != nil {
		t.Fatal(err)
	}
	for i, l := range read() {
		gone := l.Subject.UserID == learner
		if gone != (l.Reason == "") || gone != l.Erased {
			t.Errorf("line %d: reason %q, erased %v", i+1, l.Reason, l.Erased)
		}
		if l.Hash != before[i].Hash {
			t.Errorf("line %d has another hash", i+1)
		}
	}
	if got := faults(t, s, nil); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

// History rows that no line accounts for were written by something else; what was
// there before lines began is of no concern here.
func TestOutsideRowsAreFound(t *testing.T) {
	t.Parallel()
	s, path := five(t)
	outside := func() (out []string) {
		err := s.Outside(t.Context(), func(r model.OutsideRow) error {
			out = append(out, fmt.Sprintf("%s of %d by %s", r.Source, r.SubjectID, r.By))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := outside(); len(got) > 0 {
		t.Fatalf("our own lines are outside: %q", got)
	}
	alter(t, path, `INSERT INTO proctoring_proctoredexamstudentattempt_history (`+historyColumns+`, history_date, history_type, history_user_id)
		SELECT `+historyColumns+`, '2026-11-20 16:00:01', '~', (SELECT id FROM auth_user WHERE username = 'm.keller') FROM proctoring_proctoredexamstudentattempt WHERE id = 77`)
	act(t, s, 8, "")
	alter(t, path, `INSERT INTO proctoring_proctoredexamreviewpolicyhistory (created, modified, original_id, review_policy, proctored_exam_id, set_by_user_id)
		SELECT '2026-11-20 16:00:02', '2026-11-20 16:00:02', 4, 'x', 2, (SELECT id FROM auth_user WHERE username = 'prof.lind')`)
	got := strings.Join(outside(), "\n")
	if want := "attempt of 77 by m.keller\npolicy of 4 by prof.lind"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A person's deed puts them into Django's history, as an LMS does; without one
// the row names no one. Both on a guest and on a migrated store.
func TestHistoryBearsTheActor(t *testing.T) {
	t.Parallel()
	guest, own := both(t)
	for _, s := range []*Store{guest, own} {
		act(t, s, 9, "")
		who := func() (user sql.NullInt64) {
			if err := s.read.QueryRowContext(t.Context(), "SELECT history_user_id FROM "+tableHistory+" ORDER BY history_id DESC LIMIT 1").Scan(&user); err != nil {
				t.Fatal(err)
			}
			return user
		}
		if got := who(); got.Int64 != 3 {
			t.Errorf("history_user_id %v, want 3", got)
		}
		err := s.Update(t.Context(), func(tx *Tx) error {
			row, err := tx.AttemptRow(t.Context(), 9)
			if err == nil {
				_, err = tx.SaveAttempt(t.Context(), model.Save{Kind: model.SaveUpdate, Attempt: row.Attempt, Exam: row.Exam}, sharedNow())
			}
			return err
		})
		if got := who(); err != nil || got.Valid {
			t.Errorf("history_user_id %v, want NULL; %v", got, err)
		}
	}
	if keeps, err := guest.KeepsActivity(t.Context()); err != nil || keeps {
		t.Errorf("a guest store keeps activity: %v, %v", keeps, err)
	}
}

// A transaction that fails leaves no line, and the next one has no gap.
func TestNoLineWithoutItsDeed(t *testing.T) {
	t.Parallel()
	s, _ := five(t)
	broken := errors.New("broken")
	err := s.Update(t.Context(), func(tx *Tx) error {
		if err := tx.RecordActivity(t.Context(), model.Activity{At: sharedNow(), Deed: model.DeedReset}); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	act(t, s, 10, "")
	if got := faults(t, s, nil); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if head, err := s.ActivityHead(t.Context()); err != nil || head.ID != 6 {
		t.Errorf("%v, %v", head, err)
	}
}

// What reads the lines in pages reads them all, once.
func TestActivityPages(t *testing.T) {
	t.Parallel()
	s, _ := five(t)
	err := s.Update(t.Context(), func(tx *Tx) error {
		for i := range activityPage + 3 {
			a := model.Activity{At: sharedNow().Add(time.Duration(i) * time.Second), Deed: model.DeedGrant, Subject: model.Subject{Kind: model.SubjectAllowance, ID: int64(i)}}
			if err := tx.RecordActivity(t.Context(), a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	count := func(q model.ActivityQuery) (n int) {
		last := int64(0)
		err := s.Activity(context.Background(), q, func(l model.ActivityLine) error {
			if l.ID <= last {
				t.Errorf("line %d after %d", l.ID, last)
			}
			last = l.ID
			n++
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		return n
	}
	for _, c := range []struct {
		q    model.ActivityQuery
		want int
	}{
		{model.ActivityQuery{}, activityPage + 8},
		{model.ActivityQuery{Limit: activityPage + 1}, activityPage + 1},
		{model.ActivityQuery{Deed: model.DeedSetStatus}, 5},
		{model.ActivityQuery{Actor: "r.adeyemi", Limit: 2}, 2},
		{model.ActivityQuery{AttemptID: 3}, 1},
		{model.ActivityQuery{From: sharedNow().Add(time.Second)}, activityPage + 2},
		{model.ActivityQuery{To: sharedNow()}, 6},
	} {
		if got := count(c.q); got != c.want {
			t.Errorf("%+v: %d lines, want %d", c.q, got, c.want)
		}
	}
}
