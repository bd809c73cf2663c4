package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"examdesk/model"
)

// effects are n effects on an attempt.
func effects(attempt int64, n int) []model.Effect {
	var out []model.Effect
	for i := range n {
		out = append(out, model.Effect{Kind: model.EffectCredit, Attempt: model.Attempt{ID: attempt, UserID: 5}, Value: fmt.Sprint(i)})
	}
	return out
}

// attached is a migrated store with a platform attached.
func attached(t *testing.T) *Store {
	t.Helper()
	s := mustOpen(t, sharedCopy(t), Options{Platform: true})
	if err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return s
}

func record(t *testing.T, s *Store, list ...[]model.Effect) {
	t.Helper()
	for _, effects := range list {
		if err := s.Update(t.Context(), func(tx *Tx) error { return tx.RecordEffects(t.Context(), sharedNow(), effects) }); err != nil {
			t.Fatal(err)
		}
	}
}

func messages(t *testing.T, s *Store, q model.MessageQuery) []model.Message {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	out, err := s.Messages(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func ids(list []model.Message) []int64 {
	out := []int64{}
	for _, m := range list {
		out = append(out, m.ID)
	}
	return out
}

func claim(t *testing.T, s *Store, at time.Time, limit int) model.Claim {
	t.Helper()
	c, err := claimTo(t.Context(), s, model.ThePlatform, at, time.Minute, limit)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantIDs(t *testing.T, what string, got []model.Message, want ...int64) {
	t.Helper()
	if !slices.Equal(ids(got), append([]int64{}, want...)) {
		t.Errorf("%s: %v, want %v", what, ids(got), want)
	}
}

// What is written waits for the platform that is attached, and is only recorded
// without one; each message has a key of its own.
func TestMessageStates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		platform bool
		want     model.MessageState
	}{{true, model.MessagePending}, {false, model.MessageRecorded}} {
		s := mustOpen(t, sharedCopy(t), Options{Platform: c.platform})
		if err := s.Migrate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		record(t, s, effects(1, 2), []model.Effect{
			{Kind: model.EffectMail, Certainty: model.Unknown, Attempt: model.Attempt{ID: 2}},
			{Kind: model.EffectMail, Certainty: model.WillNot, Attempt: model.Attempt{ID: 2}},
			{Kind: model.EffectDecline, Attempt: model.Attempt{ID: 2}},
		})
		got := messages(t, s, model.MessageQuery{})
		wantIDs(t, "all", got, 1, 2, 3)
		keys := map[string]bool{}
		for _, m := range got {
			keys[m.Key] = true
			if m.State != c.want || m.Key == "" || m.Delivered != nil || !m.Next.IsZero() || !m.Created.Equal(sharedNow()) {
				t.Errorf("%+v", m)
			}
		}
		if len(keys) != len(got) {
			t.Error("two messages have one key")
		}
		if got[2].Certainty != model.Unknown || got[0].Certainty != model.Will || got[0].AttemptID != 1 {
			t.Errorf("%+v", got)
		}
		woken := len(s.Told()) > 0
		if woken != c.platform {
			t.Errorf("woken: %v", woken)
		}
	}
}

// What a transaction that fails wrote wakes no one and leaves nothing.
func TestMessagesGoWithTheirTransaction(t *testing.T) {
	t.Parallel()
	s := attached(t)
	err := s.Update(t.Context(), func(tx *Tx) error {
		if err := tx.RecordEffects(t.Context(), sharedNow(), effects(1, 1)); err != nil {
			return err
		}
		return model.Errorf(model.CodeConflict, "no")
	})
	if model.CodeOf(err) != model.CodeConflict || len(s.Told()) != 0 || len(messages(t, s, model.MessageQuery{})) != 0 {
		t.Errorf("%v", err)
	}
}

// Of each attempt the first message only, until it is out of the way.
func TestClaimKeepsOrder(t *testing.T) {
	t.Parallel()
	s, now := attached(t), sharedNow()
	record(t, s, effects(1, 2), effects(2, 1), effects(1, 1), effects(3, 1)) // 1 2 | 3 | 4 | 5
	first := claim(t, s, now, 2)
	wantIDs(t, "first", first.Messages, 1, 3)
	wantIDs(t, "the rest", claim(t, s, now, 10).Messages, 5)
	wantIDs(t, "all are taken", claim(t, s, now, 10).Messages)
	if err := inTx(t, s, func(tx *Tx) error { return tx.MarkDelivered(t.Context(), 1, now) }); err != nil {
		t.Fatal(err)
	}
	second := claim(t, s, now, 10)
	wantIDs(t, "1 is delivered", second.Messages, 2)
	later := now.Add(10 * time.Second)
	if err := inTx(t, s, func(tx *Tx) error {
		return tx.MarkFailed(t.Context(), second.Lease, model.Failure{ID: 2, Problem: "down", Next: later})
	}); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, "2 waits, and 4 behind it", claim(t, s, now, 10).Messages)
	again := claim(t, s, later, 10)
	wantIDs(t, "2 is due", again.Messages, 2)
	if m := again.Messages[0]; m.Tries != 1 || m.Problem != "down" {
		t.Errorf("%+v", m)
	}
	if err := inTx(t, s, func(tx *Tx) error {
		return tx.MarkFailed(t.Context(), again.Lease, model.Failure{ID: 2, Problem: "no", GiveUp: true})
	}); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, "2 was given up", claim(t, s, later, 10).Messages, 4)
	wantIDs(t, "failed", messages(t, s, model.MessageQuery{State: model.MessageFailed}), 2)
}

// A process that dies leaves its messages to others, with the same keys.
func TestLease(t *testing.T) {
	t.Parallel()
	s, now := attached(t), sharedNow()
	record(t, s, effects(1, 1))
	dead := claim(t, s, now, 10)
	wantIDs(t, "taken", dead.Messages, 1)
	if at, waiting, err := s.NextMessage(t.Context(), model.ThePlatform); err != nil || !waiting || !at.Equal(now.Add(time.Minute)) {
		t.Errorf("next: %v %v %v", at, waiting, err)
	}
	wantIDs(t, "within the lease", claim(t, s, now.Add(59*time.Second), 10).Messages)
	other := claim(t, s, now.Add(time.Minute), 10)
	wantIDs(t, "after it", other.Messages, 1)
	if other.Messages[0].Key != dead.Messages[0].Key {
		t.Error("the key changed")
	}
	// The first was only slow: its failure no longer counts …
	if err := inTx(t, s, func(tx *Tx) error { return tx.MarkFailed(t.Context(), dead.Lease, model.Failure{ID: 1, GiveUp: true}) }); err != nil {
		t.Fatal(err)
	}
	if err := inTx(t, s, func(tx *Tx) error { return tx.ReleaseMessage(t.Context(), dead.Lease, 1) }); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, "the second has it", claim(t, s, now.Add(time.Minute), 10).Messages)
	// … but that it has arrived does.
	if err := inTx(t, s, func(tx *Tx) error { return tx.MarkDelivered(t.Context(), 1, now) }); err != nil {
		t.Fatal(err)
	}
	if err := inTx(t, s, func(tx *Tx) error { return tx.MarkFailed(t.Context(), other.Lease, model.Failure{ID: 1, GiveUp: true}) }); err != nil {
		t.Fatal(err)
	}
	if got := messages(t, s, model.MessageQuery{}); got[0].State != model.MessageDelivered || got[0].Delivered == nil || got[0].Problem != "" {
		t.Errorf("%+v", got[0])
	}
	if _, waiting, err := s.NextMessage(t.Context(), model.ThePlatform); waiting || err != nil {
		t.Errorf("something waits: %v", err)
	}
}

func TestReleased(t *testing.T) {
	t.Parallel()
	s, now := attached(t), sharedNow()
	record(t, s, effects(1, 1))
	c := claim(t, s, now, 10)
	if err := inTx(t, s, func(tx *Tx) error { return tx.ReleaseMessage(t.Context(), c.Lease, 1) }); err != nil {
		t.Fatal(err)
	}
	again := claim(t, s, now, 10)
	wantIDs(t, "released", again.Messages, 1)
	if again.Messages[0].Tries != 0 {
		t.Error("an untried message counts as tried")
	}
}

func TestRetryMessages(t *testing.T) {
	t.Parallel()
	s, now := attached(t), sharedNow()
	record(t, s, effects(1, 1), effects(2, 1), effects(3, 1), effects(4, 1))
	c := claim(t, s, now, 10)
	for _, id := range []int64{1, 2} {
		if err := inTx(t, s, func(tx *Tx) error {
			return tx.MarkFailed(t.Context(), c.Lease, model.Failure{ID: id, Problem: "no", GiveUp: true})
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := inTx(t, s, func(tx *Tx) error { return tx.MarkDelivered(t.Context(), 3, now) }); err != nil {
		t.Fatal(err)
	}
	if err := inTx(t, s, func(tx *Tx) error {
		return tx.MarkFailed(t.Context(), c.Lease, model.Failure{ID: 4, Problem: "down", Next: now.Add(time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	<-s.Told()
	for _, bad := range []struct {
		set  model.RetrySet
		want model.Code
	}{
		{model.RetrySet{IDs: []int64{1, 99}}, model.CodeNotFound},
		{model.RetrySet{IDs: []int64{1, 3}}, model.CodeConflict},
		{model.RetrySet{State: model.MessageDelivered}, model.CodeInvalid},
	} {
		if _, err := retry(t, s, bad.set); model.CodeOf(err) != bad.want {
			t.Errorf("%+v: %v", bad.set, err)
		}
	}
	if n, err := countRetry(t, s, model.RetrySet{State: model.MessageFailed}); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	wantIDs(t, "nothing was changed", messages(t, s, model.MessageQuery{State: model.MessageFailed}), 1, 2)
	if n, err := retry(t, s, model.RetrySet{IDs: []int64{1, 4}}); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if len(s.Told()) != 1 {
		t.Error("nobody was woken")
	}
	due := claim(t, s, now, 10)
	wantIDs(t, "those of the ids", due.Messages, 1, 4)
	if due.Messages[1].Tries != 0 {
		t.Error("the tries were not given back")
	}
	if n, err := retry(t, s, model.RetrySet{State: model.MessageFailed}); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	counts, err := s.CountMessages(t.Context())
	if err != nil || counts[model.MessagePending] != 3 || counts[model.MessageDelivered] != 1 || counts[model.MessageFailed] != 0 {
		t.Errorf("%v, %v", counts, err)
	}
}

func TestMessagePages(t *testing.T) {
	t.Parallel()
	s := attached(t)
	record(t, s, effects(1, 5))
	wantIDs(t, "first page", messages(t, s, model.MessageQuery{Limit: 2}), 1, 2)
	wantIDs(t, "second page", messages(t, s, model.MessageQuery{Limit: 2, After: 2}), 3, 4)
	wantIDs(t, "newest", messages(t, s, model.MessageQuery{Limit: 2, NewestFirst: true}), 5, 4)
	wantIDs(t, "before them", messages(t, s, model.MessageQuery{Limit: 9, NewestFirst: true, After: 4, State: model.MessagePending}), 3, 2, 1)
	wantIDs(t, "none", messages(t, s, model.MessageQuery{State: model.MessageFailed}))
}

// A database without our tables has no outbox, which is said.
func TestGuestHasNoOutbox(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, sharedCopy(t), Options{Platform: true})
	record(t, s, effects(1, 1))
	_, list := s.Messages(t.Context(), model.MessageQuery{Limit: 1})
	_, count := s.CountMessages(t.Context())
	_, claims := claimTo(t.Context(), s, model.ThePlatform, sharedNow(), time.Minute, 1)
	_, retry := retry(t, s, model.RetrySet{State: model.MessageFailed})
	for what, err := range map[string]error{"list": list, "count": count, "claim": claims, "retry": retry} {
		if model.CodeOf(err) != model.CodeUnsupported {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// former migrates a store as the first version did.
func former(t *testing.T, s *Store) {
	t.Helper()
	db, err := s.writer()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "PRAGMA journal_mode = WAL"); err != nil {
		t.Fatal(err)
	}
	p, err := s.provider(db, func(int64, int64, string) {})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
}

// A store of the first version goes on recording, and is delivered from once it
// is brought up to date, what it recorded before only on request.
func TestFormerVersion(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	former(t, mustOpen(t, path, Options{}))
	s, other := mustOpen(t, path, Options{Platform: true}), mustOpen(t, path, Options{Platform: true})
	if info := s.Info(); !info.Migrated || info.Delivers {
		t.Fatalf("%+v", info)
	}
	record(t, s, effects(1, 1))
	if _, err := s.Messages(t.Context(), model.MessageQuery{Limit: 1}); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("%v", err)
	}
	checkOK(t, s)
	if err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	checkOK(t, s)
	record(t, s, effects(1, 1))
	record(t, other, effects(1, 1)) // was open before, and notices
	if !other.Info().Delivers {
		t.Error("the other did not notice")
	}
	got := messages(t, s, model.MessageQuery{})
	wantIDs(t, "all", got, 1, 2, 3)
	if got[0].State != model.MessageRecorded || got[1].State != model.MessagePending || got[2].State != model.MessagePending {
		t.Errorf("%+v", got)
	}
	if got[0].Key != "" {
		t.Error("the old one has a key already")
	}
	if n, err := retry(t, s, model.RetrySet{State: model.MessageRecorded}); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if got := claim(t, s, sharedNow(), 10); len(got.Messages) != 1 || len(got.Messages[0].Key) < 32 {
		t.Errorf("%+v", got)
	}
	checkOK(t, s)
}

// A program of the first version goes on recording in a newer store.
func TestFormerProgram(t *testing.T) {
	t.Parallel()
	s := attached(t)
	err := s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.exec(t.Context(), "try", `INSERT INTO examdesk_outbox (decision_id, attempt_id, created, kind, certainty, payload, state)
			VALUES ('', 1, '2026-11-20 16:00:00', 'credit', 'will', '{}', 'recorded')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := messages(t, s, model.MessageQuery{}); len(got) != 1 || got[0].State != model.MessageRecorded {
		t.Errorf("%+v", got)
	}
}

func checkOK(t *testing.T, s *Store) {
	t.Helper()
	findings, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if !f.OK {
			t.Errorf("%+v", f)
		}
	}
}

// A claim finds what is due through the indexes, however much was delivered.
func TestClaimUsesIndexes(t *testing.T) {
	t.Parallel()
	s := attached(t)
	checkClaimPlan(t, s, "SEARCH e USING COVERING INDEX examdesk_outbox_pending (attempt_id=? AND rowid<?)")
	s.attached = Attached{Services: []string{"proctorco", "software_secure"}}
	checkClaimPlan(t, s, "SEARCH e USING INDEX examdesk_outbox_pending (attempt_id=? AND rowid<?)")
}

func checkClaimPlan(t *testing.T, s *Store, earlier string) {
	t.Helper()
	query, args := s.dueNow("proctorco", "")
	rows, err := s.read.QueryContext(context.Background(), "EXPLAIN QUERY PLAN SELECT o.id"+query+" ORDER BY o.id LIMIT 8", args...) //nolint:sqlclosecheck // each closes them
	if err != nil {
		t.Fatal(err)
	}
	var plan []string
	err = each(rows, func() error {
		var id, parent, unused int
		var detail string
		err := rows.Scan(&id, &parent, &unused, &detail)
		plan = append(plan, detail)
		return err
	})
	want := []string{
		"SEARCH o USING INDEX examdesk_outbox_state (state=?)", "CORRELATED SCALAR SUBQUERY 1",
		earlier,
	}
	if err != nil || !slices.Equal(plan, want) {
		t.Errorf("%q, %v", plan, err)
	}
}

func retry(t *testing.T, s *Store, set model.RetrySet) (n int64, err error) {
	t.Helper()
	err = s.Update(t.Context(), func(tx *Tx) error { n, err = tx.RetryMessages(t.Context(), set); return err })
	return n, err
}

func countRetry(t *testing.T, s *Store, set model.RetrySet) (n int64, err error) {
	t.Helper()
	err = s.View(t.Context(), func(tx *Tx) error { n, err = tx.CountRetry(t.Context(), set); return err })
	return n, err
}

func inTx(t *testing.T, s *Store, f func(*Tx) error) error {
	t.Helper()
	return s.Update(t.Context(), f)
}

// claimTo claims as the engine's courier does.
func claimTo(ctx context.Context, s *Store, to string, now time.Time, lease time.Duration, limit int) (c model.Claim, err error) {
	if due, err := s.AnyDue(ctx, to, now); err != nil || !due {
		return c, err
	}
	err = s.Update(ctx, func(tx *Tx) (err error) { c, err = tx.ClaimMessages(ctx, to, now, lease, limit); return err })
	return c, err
}
