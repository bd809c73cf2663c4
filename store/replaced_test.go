package store

import (
	"context"
	"os"
	"testing"
	"time"

	"examdesk/model"
)

// A file that is deleted, or replaced by another, while it is open takes no
// write: SQLite itself would write where no one ever reads.
func TestNothingIsWrittenIntoAFileThatIsGone(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	s := mustOpen(t, path, Options{})
	write := func() error {
		return s.Update(context.Background(), func(tx *Tx) error {
			_, err := tx.exec(context.Background(), "try", "UPDATE auth_user SET first_name = first_name WHERE id = 1")
			return err
		})
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := write(); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("a moved file: %v", err)
	}
	data, err := os.ReadFile(path + ".away")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := write(); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("a replaced file: %v", err)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if err := write(); err != nil {
		t.Errorf("the file is back: %v", err)
	}
}

// A decision that was written before the store had our tables is known after.
func TestAppliedBeforeMigrating(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := mustOpen(t, sharedCopy(t), Options{})
	var attempt int64
	var stamp time.Time
	err := s.read.QueryRowContext(ctx, "SELECT id, history_date FROM "+tableHistory+" ORDER BY history_id LIMIT 1").Scan(&attempt, scanTime{&stamp})
	if err != nil {
		t.Fatal(err)
	}
	applied := func() bool {
		var yes bool
		if err := s.View(ctx, func(tx *Tx) error {
			var err error
			yes, err = tx.AppliedDecision(ctx, "an id", attempt, stamp)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return yes
	}
	if !applied() {
		t.Error("not known before")
	}
	if err := s.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if !applied() {
		t.Error("not known after")
	}
	if err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, "try", `INSERT INTO examdesk_decision (id, attempt_id, stamp, reviewer_id, status_from, status_to, review_from, review_to, reason)
			VALUES ('another', ?, ?, 1, '', '', '', '', '')`, attempt, formatTime(stamp))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if applied() {
		t.Error("another decision's row was taken for this one's")
	}
}

// A file that is cut while it is open is an error, not the end of the
// program: a mapped file would raise a signal.
func TestCutWhileOpen(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	s := mustOpen(t, path, Options{})
	_ = list(t, s, model.Filter{}, false, 200)
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	_, err := s.FindAttempts(context.Background(), model.AttemptQuery{Limit: 50}, sharedNow(), model.DefaultStuckLimits())
	if err == nil {
		t.Error("a store without bytes lists attempts")
	}
}

// A process that has a store open when another adds our tables records there
// from the next write on.
func TestMigratedWhileOpen(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := sharedCopy(t)
	open, other := mustOpen(t, path, Options{}), mustOpen(t, path, Options{})
	if err := other.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	err := open.Update(ctx, func(tx *Tx) error {
		return tx.RecordDecision(ctx, model.Decision{ID: "after", Stamp: sharedNow()}, 1, "", model.DecisionPlan{})
	})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := other.read.QueryRowContext(ctx, "SELECT count(*) FROM examdesk_decision WHERE id = 'after'").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d decisions were recorded, %v", n, err)
	}
}
