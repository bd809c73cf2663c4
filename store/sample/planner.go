package sample

// visit is one attempt as planned: who takes which exam when, and its fate. It
// is small, because all visits of a sample are held at once to be sorted.
type visit struct {
	at, end stamp // created; last moment of what the fate says
	learner int32
	exam    int32 // index in the catalogue
	fate    fate
	resumes bool // goes on with the learner's visit before
}

// planner plans the visits of learner after learner until there are enough.
type planner struct {
	*catalogue
	*dice
	seed       uint64
	want       int
	visits     []visit
	allowances []allowance
	wheels     map[kind]wheel
}

func newPlanner(c *catalogue, seed uint64, attempts int) *planner {
	p := &planner{catalogue: c, dice: newDice(), seed: seed, want: attempts, wheels: map[kind]wheel{}}
	for k := practice; k <= lab; k++ {
		p.wheels[k] = newWheel(k)
	}
	p.visits = make([]visit, 0, attempts+longestJourney)
	return p
}

// visit plans a visit, and those that follow from it.
func (p *planner) visit(n int, e *exam, f fate) {
	switch f {
	case resumed:
		p.resume(n, e)
	case reset:
		p.retake(n, e)
	case needsDecision, waiting, broken, readyToResume, resetStuck:
		p.pending(n, e, f)
	case started, readyToSubmit:
		p.running(n, e, f)
	case created, clicked, ready, unregistered:
		p.waitingToStart(n, e, f)
	default:
		p.decided(n, e, f)
	}
}

func (p *planner) add(v visit, n int, e *exam) {
	v.learner, v.exam = int32(n), int32(e.ID-1)
	again := len(p.visits) > 0 && p.visits[len(p.visits)-1].learner == v.learner && p.visits[len(p.visits)-1].exam == v.exam
	p.visits = append(p.visits, v)
	if !again { // a second attempt has the allowances of the first
		p.allow(v, e)
	}
}
