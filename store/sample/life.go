package sample

import (
	"examdesk/model"
)

func (t *teller) tell(id int64, v visit) *life {
	t.reset(t.seed+1, mix(uint64(v.at))^uint64(v.learner))
	l := &life{visit: v, id: id, exam: t.exams[v.exam], steps: make([]step, 0, 9)}
	l.code = t.uuid()
	l.external = t.externalID(l)
	l.extra = extraMinutes(t.seed, v.learner, v.exam)
	l.left = l.secondsLeft(t.seed)
	t.create(l)
	t.course(l)
	return l
}

// create is the first row of the history.
func (t *teller) create(l *life) {
	s := step{at: l.at, status: model.Created, proctored: l.exam.kind != quiz, registered: l.exam.kind != quiz}
	switch {
	case l.fate.isOnboarding():
		s.registered = false
		s.status = []model.AttemptStatus{
			model.OnboardingMissing, model.OnboardingPending, model.OnboardingFailed, model.OnboardingExpired,
		}[l.fate-onboardingMissing]
	case l.fate == unregistered:
		s.registered = false
	case l.fate == cascaded:
		s.registered, s.proctored = false, false
	}
	if l.resumes {
		s.left = l.left
	}
	l.steps = append(l.steps, s)
}

// course takes the attempt from its creation to its fate.
func (t *teller) course(l *life) {
	switch l.fate {
	case created, unregistered, onboardingMissing, onboardingPending, onboardingFailed, onboardingExpired:
	case clicked:
		l.step(l.end, model.DownloadSoftwareClicked, nil)
	case ready:
		l.step(t.between(l.at+20*second, l.end-20*second), model.DownloadSoftwareClicked, nil)
		l.step(l.end, model.ReadyToStart, nil)
	case declined:
		l.step(l.end, model.Declined, nil)
		l.step(l.end+3_000, model.Declined, func(s *step) { s.registered, s.proctored = false, false })
	case cascaded:
		l.step(l.end, model.Declined, nil)
	case eligible:
		l.step(l.end, model.Eligible, nil)
	case expired:
		l.step(l.end, model.Expired, nil)
	case started:
		t.setUp(l, l.end)
	default:
		t.setUp(l, l.at+t.between(3*minute, 20*minute))
		t.sit(l)
	}
}

// setUp goes from the creation to the start. A timed exam starts at once.
func (t *teller) setUp(l *life, start stamp) {
	if l.exam.kind != quiz {
		half := (l.at + start) / 2
		l.step(t.between(l.at+20*second, half), model.DownloadSoftwareClicked, nil)
		l.step(t.between(half, start-5*second), model.ReadyToStart, nil)
	}
	l.step(start, model.Started, func(s *step) {
		s.started, s.allowed = start, l.exam.TimeLimitMins+l.extra
		if l.resumes {
			s.allowed = l.left / 60
		}
		if l.exam.due != 0 { // no one gets time beyond the due date
			s.allowed = min(s.allowed, int((l.exam.due-start)/minute))
		}
	})
}

// sit goes from the start to the end of the exam, and on to its review.
func (t *teller) sit(l *life) {
	now := l.steps[len(l.steps)-1]
	over := now.started + stamp(now.allowed)*minute
	switch l.fate {
	case readyToSubmit:
		l.step(l.end, model.ReadyToSubmit, nil)
	case timedOut:
		l.step(over+t.between(second, 5*minute), model.TimedOut, nil)
	case cutOff:
		l.step(over+t.between(second, 5*minute), model.Submitted, func(s *step) { s.completed = over })
	case broken, readyToResume, resumed:
		t.breakOff(l)
	default:
		done := now.started + stamp(now.allowed)*minute*stamp(350+t.IntN(620))/1000
		l.step(done, model.ReadyToSubmit, nil)
		done += t.between(5*second, minute)
		l.step(done, model.Submitted, func(s *step) { s.completed = done })
		t.reviews(l)
	}
}

// breakOff ends an exam halfway: the platform notes the time left, then the
// error; staff lets the learner go on, and the next attempt does.
func (t *teller) breakOff(l *life) {
	now := l.steps[len(l.steps)-1]
	at := now.started + max(stamp(now.allowed*60-l.left)*second, minute)
	l.step(at, model.Started, func(s *step) { s.left = l.left })
	at += t.between(second/5, 3*second)
	l.step(at, model.Errored, func(s *step) { s.resumable = true })
	switch l.fate {
	case readyToResume:
		l.step(max(at+minute, l.end), model.Errored, func(s *step) { s.resumable, s.readyToResume = false, true })
	case resumed:
		l.step(t.between(at+10*minute, l.end-5*minute), model.Errored, func(s *step) { s.resumable, s.readyToResume = false, true })
		l.step(l.end, model.Errored, func(s *step) { s.resumed = true })
	default:
	}
}
