package sample

// fate is how a visit to an exam goes, and where it stands now.
type fate uint8

const (
	verified      fate = iota // passed by the service's review
	redelivered               // the same review came twice
	changed                   // a failing review, then a passing one
	humanCleared              // a failing review, passed by a person
	humanRejected             // a failing review, confirmed by a person
	takenBack                 // rejected by a person, then passed
	reversed                  // passed by a person, then rejected
	needsDecision             // a failing review that waits for a person
	waiting                   // submitted, no review yet
	notReviewed               // the service could not review it
	broken                    // broken off, can be resumed
	readyToResume             // broken off, may be resumed
	resumed                   // broken off and resumed by the next visit
	declined                  // declined by the learner
	cascaded                  // declined because another exam was
	created
	clicked
	ready
	unregistered // created, but the service gave no id
	started
	readyToSubmit
	eligible
	expired
	timedOut
	cutOff // the time was over, which submitted it
	quizDone
	reset      // onboarding was reset; the next visit takes it again
	resetStuck // onboarding was reset and not taken again
	onboardingMissing
	onboardingPending
	onboardingFailed
	onboardingExpired
)

// odds are how often, of all visits to a kind of exam, one goes a certain way.
type odds struct {
	fate   fate
	weight int
}

// oddsOf returns how visits to an exam go. Exams that are long over hold decided
// attempts; those of this week hold the desk's work. Over all exams, verified
// comes to about half and every status to one percent or more.
func oddsOf(k kind) []odds {
	switch k {
	case practice:
		return []odds{
			{verified, 690}, {humanCleared, 28}, {humanRejected, 40}, {needsDecision, 45}, {notReviewed, 25},
			{broken, 40}, {reset, 50}, {resetStuck, 12}, {waiting, 20}, {created, 25}, {unregistered, 4}, {clicked, 20},
			{ready, 10}, {started, 8}, {expired, 18}, {eligible, 12},
		}
	case midterm1:
		return []odds{
			{verified, 700}, {redelivered, 16}, {changed, 16}, {humanCleared, 60}, {humanRejected, 70}, {takenBack, 6},
			{reversed, 5}, {needsDecision, 4}, {notReviewed, 25}, {resumed, 36}, {broken, 12}, {readyToResume, 8},
			{expired, 20}, {timedOut, 35}, {eligible, 5}, {created, 8},
		}
	case midterm2:
		return []odds{
			{verified, 610}, {redelivered, 16}, {changed, 16}, {humanCleared, 60}, {humanRejected, 60}, {takenBack, 6},
			{reversed, 4}, {needsDecision, 55}, {waiting, 16}, {notReviewed, 25}, {resumed, 40}, {broken, 14},
			{readyToResume, 10}, {expired, 24}, {eligible, 15}, {created, 12}, {clicked, 10},
		}
	case final:
		return []odds{
			{verified, 330}, {redelivered, 10}, {changed, 10}, {humanCleared, 36}, {humanRejected, 30}, {needsDecision, 140},
			{waiting, 105}, {notReviewed, 20}, {resumed, 28}, {broken, 36}, {readyToResume, 12}, {created, 38},
			{unregistered, 8}, {clicked, 48}, {ready, 48}, {started, 48}, {readyToSubmit, 55}, {eligible, 24},
		}
	case quiz:
		return []odds{{quizDone, 750}, {cutOff, 90}, {timedOut, 80}, {started, 25}, {created, 35}, {expired, 20}}
	case lab:
		return []odds{{verified, 500}, {humanRejected, 40}, {waiting, 400}, {notReviewed, 60}}
	case retired:
	}
	return nil
}

// wheel draws a fate by its odds.
type wheel struct {
	odds  []odds
	total int
}

func newWheel(k kind) wheel {
	w := wheel{odds: oddsOf(k)}
	for _, o := range w.odds {
		w.total += o.weight
	}
	return w
}

func (w wheel) draw(d *dice) fate {
	n := d.IntN(w.total)
	for _, o := range w.odds {
		if n -= o.weight; n < 0 {
			return o.fate
		}
	}
	return w.odds[0].fate
}

// isHuman reports whether a person brought the end about, which take longer.
func (f fate) isHuman() bool {
	switch f {
	case humanCleared, humanRejected, takenBack, reversed:
		return true
	default:
		return false
	}
}

// isOnboarding reports whether a service refused the attempt for want of onboarding.
func (f fate) isOnboarding() bool { return f >= onboardingMissing }
