package sample

import "strconv"

// allowance is an exception for one learner at one exam. Minutes are those that
// hold in the end; before is the value that an edit replaced, empty for none.
type allowance struct {
	at, changed stamp
	learner     int32
	exam        int32
	minutes     int // zero for an exception to the review policy
	value       string
	before      string
}

// extraMinutes returns the time that a learner is granted at an exam. It is a
// function of both, so that the attempt and the allowance agree without one
// knowing of the other.
func extraMinutes(seed uint64, learner, exam int32) int {
	h := mix(seed ^ uint64(learner)<<20 ^ uint64(exam))
	if h%1000 >= 35 {
		return 0
	}
	return []int{10, 15, 30, 45, 60}[h/1000%5]
}

// mix scrambles a number, for draws that belong to a subject and no stream.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

func exceptions() []string {
	return []string{
		"Screen reader in use", "Bilingual dictionary allowed", "May have a scribe in the room",
		"Medical device on the desk; may leave the camera view", "Ear protection because of tinnitus",
	}
}

// allow plans the allowances that go with a visit, granted some days before.
func (p *planner) allow(v visit, e *exam) {
	at := max(e.made, v.at-p.between(6*hour, 9*day))
	if minutes := extraMinutes(p.seed, v.learner, v.exam); minutes > 0 {
		a := allowance{at: at, learner: v.learner, exam: v.exam, minutes: minutes, value: strconv.Itoa(minutes)}
		if p.chance(100) {
			a.before, a.changed = "5", p.between(at, v.at)
		}
		p.allowances = append(p.allowances, a)
	}
	if p.chance(12) {
		a := allowance{at: p.between(at, v.at), learner: v.learner, exam: v.exam, value: p.pick(exceptions())}
		p.allowances = append(p.allowances, a)
	}
}
