package model

// PlannedChange is what is planned for one of several attempts.
type PlannedChange struct {
	AttemptID int64
	Effects   []Effect
}

// ChangedAlong finds, among changes that are made one after the other, the attempts
// that an earlier change of the same list changes as well, by the id of the attempt
// whose change does: declining one exam declines the learner's others, and an
// onboarding exam that is passed removes the attempts that waited for it. That they
// have changed by then is not a conflict. to is the status that all of them get, empty
// for another kind of change.
func ChangedAlong(to AttemptStatus, list []PlannedChange) map[int64]int64 {
	along, first := map[int64]int64{}, map[int64]int64{}
	for _, c := range list {
		if by, ok := first[c.AttemptID]; ok {
			along[c.AttemptID] = by
			if to == Declined {
				continue // nothing is left to do, so nothing follows
			}
		}
		for _, id := range CarriedAlong(c.Effects) {
			if _, known := first[id]; !known && id != c.AttemptID {
				first[id] = c.AttemptID
			}
		}
	}
	return along
}

// CarriedAlong returns the attempts, besides its own, that a change with these effects
// changes or removes.
func CarriedAlong(effects []Effect) []int64 {
	var ids []int64
	for _, e := range effects {
		carries := e.Kind == EffectDecline || e.Kind == EffectClearOnboarding
		if carries && e.Certainty == Will && e.Attempt.ID != 0 {
			ids = append(ids, e.Attempt.ID)
		}
	}
	return ids
}
