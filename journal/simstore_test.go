package journal

import (
	"context"
	"math/rand/v2"
	"time"

	"examdesk/model"
)

// simStore is a store that loses answers, refuses and fails. It knows a decision
// again by all that identifies it or, as an LMS's own tables do, by the attempt
// and the stamp alone.
type simStore struct {
	rng *rand.Rand
	// byStamp is for an LMS's tables; forgetful breaks the store's promise to
	// apply a decision once.
	byStamp, forgetful bool
	// calm ends the mischief, so that a run comes to an end.
	calm bool

	known    map[simKey]bool
	modified map[int64]time.Time
	// applied counts the real applications by the reason, which names the order.
	applied map[string]int
}

type simKey struct {
	attempt int64
	id      string
	stamp   time.Time
}

func newSimStore(rng *rand.Rand) *simStore {
	return &simStore{rng: rng, known: map[simKey]bool{}, modified: map[int64]time.Time{}, applied: map[string]int{}}
}

func (s *simStore) key(d model.Decision) simKey {
	k := simKey{attempt: d.AttemptID, id: d.ID, stamp: d.Stamp.UTC()}
	if s.byStamp {
		k.id = ""
	}
	return k
}

func (s *simStore) Decide(_ context.Context, d model.Decision) (model.Decided, error) {
	roll := s.rng.IntN(20)
	if s.calm {
		roll = 0
	}
	if roll >= 17 {
		return model.Decided{}, noAnswer(roll)
	}
	decided := model.Decided{ID: d.ID, At: d.Stamp}
	if !s.forgetful && s.known[s.key(d)] {
		decided.Repeated = true
	} else if err := s.apply(d, roll >= 14); err != nil {
		return model.Decided{}, err
	}
	if roll >= 11 {
		return model.Decided{}, noAnswer(roll) // applied, and no one is told
	}
	return decided, nil
}

func (s *simStore) apply(d model.Decision, deny bool) error {
	switch {
	case deny:
		return model.Errorf(model.CodeDenied, "You may not decide this attempt.")
	case !s.forgetful && !d.Expected.Modified.Equal(s.modified[d.AttemptID]):
		return model.AsConflict(d.Expected, model.AttemptRow{})
	}
	s.known[s.key(d)] = true
	s.modified[d.AttemptID] = d.Stamp
	s.applied[d.Reason]++
	return nil
}

// noAnswer is one of the ways in which nothing comes back.
func noAnswer(roll int) error {
	if roll%2 == 0 {
		return context.DeadlineExceeded
	}
	return model.Errorf(model.CodeUnavailable, "The store cannot be reached.")
}

func (s *simStore) DecisionApplied(_ context.Context, d model.Decision) (bool, error) {
	if !s.calm && s.rng.IntN(5) == 0 {
		return false, model.Errorf(model.CodeUnavailable, "The store cannot be reached.")
	}
	return s.known[s.key(d)], nil
}

// touch changes an attempt as someone else would, so that a decision on what it was
// before is refused.
func (s *simStore) touch(attempt int64, now time.Time) {
	s.modified[attempt] = now
}

// restamped gives each try another stamp, which a journal must never do.
type restamped struct {
	*simStore
	later time.Duration
}

func (r *restamped) Decide(ctx context.Context, d model.Decision) (model.Decided, error) {
	r.later += time.Hour
	d.Stamp = d.Stamp.Add(r.later)
	// Whoever changes stamps is not stopped by the version either.
	r.modified[d.AttemptID] = d.Expected.Modified
	return r.simStore.Decide(ctx, d)
}

// hushed never says that a decision has been applied.
type hushed struct{ *simStore }

func (hushed) DecisionApplied(context.Context, model.Decision) (bool, error) { return false, nil }
