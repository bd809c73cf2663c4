package model

import (
	"maps"
	"testing"
)

func TestChangedAlong(t *testing.T) {
	t.Parallel()
	plan := func(id int64, kind EffectKind, others ...int64) PlannedChange {
		c := PlannedChange{AttemptID: id, Effects: []Effect{{Kind: EffectMail, Attempt: Attempt{ID: id}}}}
		for _, o := range others {
			c.Effects = append(c.Effects, Effect{Kind: kind, Attempt: Attempt{ID: o}})
		}
		return c
	}
	unsure := plan(1, EffectDecline, 2)
	unsure.Effects[1].Certainty = Unknown
	for name, c := range map[string]struct {
		to   AttemptStatus
		list []PlannedChange
		want map[int64]int64
	}{
		"all of one learner":            {Declined, []PlannedChange{plan(1, EffectDecline, 2, 3), plan(2, EffectDecline, 1, 3), plan(3, EffectDecline, 1, 2)}, map[int64]int64{2: 1, 3: 1}},
		"two learners":                  {Declined, []PlannedChange{plan(1, EffectDecline, 2), plan(8, EffectDecline, 9), plan(2, EffectDecline, 1)}, map[int64]int64{2: 1}},
		"what declines no more":         {Declined, []PlannedChange{plan(1, EffectDecline, 2), plan(2, EffectDecline, 3), plan(3, EffectDecline)}, map[int64]int64{2: 1}},
		"onboarding that others await":  {Verified, []PlannedChange{plan(1, EffectClearOnboarding, 2), plan(2, EffectMail)}, map[int64]int64{2: 1}},
		"the one that waits goes first": {Verified, []PlannedChange{plan(2, EffectMail), plan(1, EffectClearOnboarding, 2)}, nil},
		"not certain":                   {Declined, []PlannedChange{unsure, plan(2, EffectMail)}, nil},
	} {
		if got := ChangedAlong(c.to, c.list); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
