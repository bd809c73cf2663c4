package desktest

import (
	"context"
	"testing"

	"examdesk/model"
)

// decideOne decides an attempt where that can be done, so that there is something to
// tell; it returns the attempt's id and the decision's, nothing where it cannot.
func decideOne(t *testing.T, f Fixture, s Deciding) (int64, string) {
	t.Helper()
	if asker, asks := s.(model.DeedAsker); asks {
		if a, err := asker.Can(t.Context(), model.DeedDecide); err != nil || a.Verdict == model.VerdictNo {
			return 0, ""
		}
	}
	row := needsDecision(t, s)
	d := model.Decision{DecisionRequest: request(row, model.ReviewClean), ID: "told", Stamp: f.Now}
	if _, err := s.Decide(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return row.Attempt.ID, d.ID
}

// OutboxReading is [model.OutboxReader] with a way to have something told.
type OutboxReading interface {
	Deciding
	model.OutboxReader
}

// OutboxReader is the contract of [model.OutboxReader].
func OutboxReader(t *testing.T, f Fixture, fresh func(t *testing.T) OutboxReading) {
	s := fresh(t)
	if err := s.CanDeliver(); err != nil {
		f.skip(t, "OutboxReader", model.Sentence(err))
	}
	attempt, decision := decideOne(t, f, s)
	found := 0
	counts := map[model.MessageState]int64{}
	last := int64(0)
	for _, m := range collect(t, s.Messages(t.Context(), model.MessageQuery{})) {
		counts[m.State]++
		if m.ID <= last || m.Kind == "" || m.Certainty == model.WillNot {
			t.Errorf("message %d: %+v", m.ID, m)
		}
		last = m.ID
		if m.AttemptID == attempt && m.DecisionID == decision {
			found++
		}
	}
	if found == 0 && decision != "" || len(counts) == 0 {
		t.Errorf("the decision told nothing; there are %v", counts)
	}
	got, err := s.CountMessages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range model.MessageStates() {
		if got[state] != counts[state] {
			t.Errorf("%d messages are %s, counted %d", counts[state], state, got[state])
		}
		if some := collect(t, s.Messages(t.Context(), model.MessageQuery{State: state})); int64(len(some)) != counts[state] {
			t.Errorf("%d messages are listed as %s, want %d", len(some), state, counts[state])
		}
	}
	if failed, err := s.CountFailed(t.Context()); err != nil || failed != counts[model.MessageFailed] {
		t.Errorf("%d failed, %v", failed, err)
	}
}

// OutboxKeeping is [model.OutboxKeeper] with a way to see what became due.
type OutboxKeeping interface {
	OutboxReading
	model.OutboxKeeper
}

// OutboxKeeper is the contract of [model.OutboxKeeper].
func OutboxKeeper(t *testing.T, f Fixture, fresh func(t *testing.T) OutboxKeeping) {
	s := fresh(t)
	f.ask(t, "OutboxKeeper", model.DeedRetryDelivery, s)
	if err := s.CanDeliver(); err != nil {
		f.skip(t, "OutboxKeeper", model.Sentence(err))
	}
	decideOne(t, f, s)
	before, err := s.CountMessages(t.Context())
	if err != nil || before[model.MessageRecorded] == 0 {
		t.Fatalf("nothing was recorded: %v, %v", before, err)
	}
	all := model.RetrySet{State: model.MessageRecorded}
	n, err := s.CountRetry(t.Context(), all)
	if err != nil || n != before[model.MessageRecorded] {
		t.Errorf("%d would become due of %v, %v", n, before, err)
	}
	if now, err := s.CountMessages(t.Context()); err != nil || now[model.MessageRecorded] != n {
		t.Errorf("counting changed something: %v, %v", now, err)
	}
	if done, err := s.RetryMessages(t.Context(), all); err != nil || done != n {
		t.Errorf("%d became due of %d, %v", done, n, err)
	}
	if now, err := s.CountMessages(t.Context()); err != nil || now[model.MessagePending] != before[model.MessagePending]+n || now[model.MessageRecorded] != 0 {
		t.Errorf("after it: %v, before: %v (%v)", now, before, err)
	}
	retryRefused(t, s)
}

// retryRefused asks for what is refused, beforehand and when it is done.
func retryRefused(t *testing.T, s OutboxKeeping) {
	for name, set := range map[string]struct {
		of   model.RetrySet
		want model.Code
	}{
		"delivered":   {model.RetrySet{State: model.MessageDelivered}, model.CodeInvalid},
		"not a thing": {model.RetrySet{IDs: []int64{nobody}}, model.CodeNotFound},
	} {
		for _, ask := range []func(context.Context, model.RetrySet) (int64, error){s.CountRetry, s.RetryMessages} {
			if _, err := ask(t.Context(), set.of); model.CodeOf(err) != set.want {
				t.Errorf("%s: %v, want %s", name, err, set.want)
			}
		}
	}
}

// ActivityReading is [model.ActivityReader] with a way to have something noted.
type ActivityReading interface {
	Deciding
	model.ActivityReader
}

// ActivityReader is the contract of [model.ActivityReader].
func ActivityReader(t *testing.T, f Fixture, fresh func(t *testing.T) ActivityReading) {
	s := fresh(t)
	keeps, err := s.KeepsActivity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !keeps {
		f.skip(t, "ActivityReader", "The store keeps no lines of who did what.")
	}
	noted, err := s.ActivityHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	attempt, decision := decideOne(t, f, s)
	var lines []model.ActivityLine
	read := func(l model.ActivityLine) error { lines = append(lines, l); return nil }
	if err := s.Activity(t.Context(), model.ActivityQuery{}, read); err != nil || len(lines) == 0 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	last := lines[len(lines)-1]
	if head, err := s.ActivityHead(t.Context()); err != nil || head.ID != last.ID || head.Hash != last.Hash {
		t.Errorf("the head is %+v, the newest line %d (%v)", head, last.ID, err)
	}
	if decision != "" && (last.DecisionID != decision || last.Deed != model.DeedDecide || last.Subject.AttemptID != attempt || last.Actor.UserID == 0 || last.To != string(model.Verified)) {
		t.Errorf("the decision's line is %+v", last.Activity)
	}
	activityChecked(t, s, noted, len(lines))
	activityOf(t, s, model.ActivityQuery{AttemptID: last.Subject.AttemptID, Deed: last.Deed})
}

// activityChecked checks a sound chain, to which everything that was written belongs.
func activityChecked(t *testing.T, s ActivityReading, noted model.ActivityHead, lines int) {
	t.Helper()
	check, err := s.CheckActivity(t.Context(), &noted)
	if err != nil || len(check.Faults) != 0 || check.Lines != lines {
		t.Errorf("checked %+v, %v", check, err)
	}
	if err := s.Outside(t.Context(), func(r model.OutsideRow) error { t.Errorf("something else wrote %+v", r); return nil }); err != nil {
		t.Error(err)
	}
}

// activityOf reads the lines of one attempt and deed.
func activityOf(t *testing.T, s ActivityReading, q model.ActivityQuery) {
	t.Helper()
	found := 0
	err := s.Activity(t.Context(), q, func(l model.ActivityLine) error {
		found++
		if l.Subject.AttemptID != q.AttemptID || l.Deed != q.Deed {
			t.Errorf("line %d does not belong", l.ID)
		}
		return nil
	})
	if err != nil || found == 0 {
		t.Errorf("%d lines of one attempt, %v", found, err)
	}
}
