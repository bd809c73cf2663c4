package sample

// This file chooses when visits happen: such that each exam is taken while it
// is open, nothing is in the future, and what waits has waited for hours to
// weeks.

// after returns when the last review of an attempt comes that was handed in at the
// latest at the given moment.
func (p *planner) after(submitted stamp, f fate) stamp {
	delay := p.between(3*hour, 4*day)
	if f.isHuman() || f == changed {
		delay = p.between(9*hour, 8*day)
	}
	if submitted+delay > p.now {
		return p.between(submitted, p.now)
	}
	return submitted + delay
}

// decided is a visit at any time of the exam that has come to its end.
func (p *planner) decided(n int, e *exam, f fate) {
	room := e.sitting() + 5*hour
	at := p.between(e.open, e.closes(p.now)-room)
	if f == timedOut || f == cutOff {
		at = p.splitBySetting(e, f, room)
	}
	end := p.after(at+e.sitting(), f)
	if e.kind == lab { // later reviews were refused, since it was no longer proctored
		end = min(end, e.changed-minute)
	}
	p.add(visit{at: at, end: end, fate: f}, n, e)
}

// splitBySetting keeps `timed_out` to the time before the platform turned
// ALLOW_TIMED_OUT_STATE off, and what replaced it to the time after.
func (p *planner) splitBySetting(e *exam, f fate, room stamp) stamp {
	turnedOff := p.now - 60*day
	if f == timedOut {
		return p.between(e.open, turnedOff-room)
	}
	return p.between(max(e.open, turnedOff), e.closes(p.now)-room)
}

// age returns how long something has waited: mostly hours to a few days, sometimes
// weeks, when it counts as stuck.
func (p *planner) age() stamp {
	if p.chance(780) {
		return p.between(20*minute, 4*day)
	}
	return p.between(5*day+hour, 26*day)
}

// pending is a visit that ended some time ago and waits since.
func (p *planner) pending(n int, e *exam, f fate) {
	lag := e.sitting()
	if f == needsDecision || f == resetStuck {
		lag += p.between(3*hour, 60*hour)
	}
	at := p.now - p.age() - lag
	if latest := e.closes(p.now) - e.sitting(); at > latest {
		at = latest - p.between(0, 6*day)
	}
	if at < e.open {
		at = e.open + p.between(0, 6*hour)
	}
	p.add(visit{at: at, end: at + lag, fate: f}, n, e)
}

// running is a visit of which the learner is in the exam now, or was when the
// connection broke for good.
func (p *planner) running(n int, e *exam, f fate) {
	end := p.now - p.between(minute, max(e.limit()-5*minute, 2*minute))
	if f == readyToSubmit {
		end = p.now - p.between(5*second, 20*minute)
	}
	if p.chance(300) {
		end = p.now - e.limit() - longestExtra - 2*hour - p.between(0, 7*day)
	}
	at := end - p.between(10*minute, longestSetUp)
	if f == readyToSubmit {
		at -= p.between(15*minute, e.limit()-20*minute)
	}
	p.add(visit{at: at, end: end, fate: f}, n, e)
}

// waitingToStart is a visit that has not come to the exam yet.
func (p *planner) waitingToStart(n int, e *exam, f fate) {
	end := p.now - p.between(2*minute, 6*day)
	if f == ready {
		end = p.now - p.between(minute, 5*hour)
	}
	if latest := e.closes(p.now); end > latest {
		end = latest - p.between(0, 5*day)
	}
	p.add(visit{at: end - p.between(2*minute, 15*minute), end: end, fate: f}, n, e)
}
