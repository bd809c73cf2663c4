package sample

import (
	"cmp"
	"slices"
)

// longestJourney is more than one learner's visits in all courses.
const longestJourney = 32

// plan returns the visits in the order of time, and how many learners there are.
func (p *planner) plan() int {
	n := 0
	for len(p.visits) < p.want {
		p.learner(n)
		n++
	}
	slices.SortFunc(p.visits, func(a, b visit) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.learner, b.learner), cmp.Compare(a.exam, b.exam))
	})
	return n
}

// learner plans one learner: a course, and for some a second one. One course is
// several times as large as the others, as it happens.
func (p *planner) learner(n int) {
	p.reset(p.seed, uint64(n))
	no := p.IntN(len(p.courses))
	if p.chance(80) {
		no = 0
	}
	if p.want-len(p.visits) < longestJourney {
		p.last(n, p.courses[no])
		return
	}
	c := p.courses[no]
	switch backend := c.exams[practice].backend; {
	case p.chance(75):
		p.decliner(n, c)
		return
	case backend.SupportsOnboarding && p.chance(190):
		p.blocked(n, c)
		return
	}
	p.normal(n, c)
	if p.chance(120) {
		p.normal(n, p.courses[(no+1+p.IntN(len(p.courses)-1))%len(p.courses)])
	}
}

// last fills up to the number wanted with visits that need no other visit.
func (p *planner) last(n int, c *course) {
	e, f := c.exams[p.IntN(int(quiz)+1)], verified
	if e.kind == quiz {
		f = quizDone
	}
	p.decided(n, e, f)
}

// normal is a learner who takes what the course has, or most of it.
func (p *planner) normal(n int, c *course) {
	for _, e := range c.exams {
		takes := map[kind]int{practice: 960, midterm1: 960, midterm2: 930, final: 860, quiz: 570, lab: 300, retired: 0}[e.kind]
		if p.chance(takes) {
			p.visit(n, e, p.wheels[e.kind].draw(p.dice))
		}
	}
}

// resume is a visit that broke off, and the one that goes on with it.
func (p *planner) resume(n int, e *exam) {
	gap := p.between(hour, 30*hour)
	at := p.between(e.open, e.closes(p.now)-2*e.sitting()-gap-4*hour)
	again := at + e.sitting() + gap
	p.add(visit{at: at, end: again, fate: resumed}, n, e)
	f := verified
	switch {
	case p.chance(150):
		f = humanCleared
	case again > p.now-4*day && p.chance(500):
		f = waiting
	}
	v := visit{at: again, fate: f, resumes: true}
	v.end = p.after(v.at+e.sitting(), f)
	p.add(v, n, e)
}

// retake is an onboarding attempt that failed and was reset, and the next one.
func (p *planner) retake(n int, e *exam) {
	at := p.between(e.open, p.now-20*day)
	again := at + e.sitting() + p.between(5*day, 9*day)
	p.add(visit{at: at, end: again - p.between(second, minute), fate: reset}, n, e)
	p.add(visit{at: again, end: p.after(again+e.sitting(), verified), fate: verified}, n, e)
}

// decliner is a learner who declines one exam, which declines the later ones.
func (p *planner) decliner(n int, c *course) {
	exams := []*exam{c.exams[midterm1], c.exams[midterm2], c.exams[final]}
	no := p.IntN(len(exams))
	for _, e := range exams[:no] {
		p.decided(n, e, verified)
	}
	at := p.between(exams[no].open, exams[no].closes(p.now)-hour)
	p.add(visit{at: at, end: at + p.between(5*second, 4*minute), fate: declined}, n, exams[no])
	at = p.visits[len(p.visits)-1].end
	rest := exams[no+1:]
	if e := c.byKind(lab); e != nil && at < e.changed {
		rest = append(rest[:len(rest):len(rest)], e)
	}
	for i, e := range rest {
		moment := at + stamp(i+1)*9_000
		p.add(visit{at: moment, end: moment + 4_000, fate: cascaded}, n, e)
	}
	if p.chance(300) {
		p.decided(n, c.exams[quiz], quizDone)
	}
}

// blocked is a learner whom the service does not let in for want of onboarding.
// What the service found wrong happened before, in the same store; who waits
// for onboarding has not waited long, so there are fewer attempts of each.
func (p *planner) blocked(n int, c *course) {
	f := []fate{
		onboardingMissing, onboardingMissing, onboardingFailed, onboardingFailed, onboardingExpired,
		onboardingExpired, onboardingPending, onboardingPending, onboardingPending, onboardingPending,
	}[p.IntN(10)]
	e := c.exams[practice]
	var since stamp
	switch f {
	case onboardingPending:
		at := p.now - e.sitting() - p.between(day, 16*day)
		since = at + e.sitting()
		p.add(visit{at: at, end: since, fate: waiting}, n, e)
	case onboardingFailed:
		at := p.between(e.open, e.open+20*day)
		since = p.after(at+e.sitting(), humanRejected)
		p.add(visit{at: at, end: since, fate: humanRejected}, n, e)
	default: // missing, or taken years ago in a course that is not here
	}
	for _, e := range []*exam{c.exams[midterm1], c.exams[midterm2], c.exams[final]} {
		from, to := max(e.open, since+hour), e.closes(p.now)-hour
		if from < to {
			at := p.between(from, to)
			p.add(visit{at: at, end: at, fate: f}, n, e)
		}
	}
}
