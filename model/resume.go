package model

import (
	"fmt"
	"time"
)

// Resumption is what a learner gets by resuming an attempt.
type Resumption struct {
	// Minutes is how long the learner can go on.
	Minutes int
	// Whole reports that it is the exam's whole time again: nothing recorded how
	// much was left.
	Whole bool
	// UntilDue reports that the due date cuts it short.
	UntilDue bool
}

// resumption returns what resuming the attempt gives now (edx-proctoring 6.1.4,
// api._calculate_allowed_mins): what was left of it, or the exam's whole time
// where that was not recorded, and never beyond the due date.
func (f Facts) resumption() Resumption {
	r := Resumption{Minutes: f.Exam.TimeLimitMins + f.Granted, Whole: true}
	if left := f.Attempt.TimeRemainingSeconds; left != nil {
		r.Minutes, r.Whole = max(0, *left)/60, false
	}
	if f.Due != nil {
		until := max(0, int(f.Due.Sub(f.Now)/time.Minute))
		if until < r.Minutes {
			r.Minutes, r.UntilDue = until, true
		}
	}
	return r
}

func (r Resumption) onlyTime() string {
	switch {
	case r.UntilDue:
		return minutes(r.Minutes) + " are left until the due date"
	case r.Whole:
		return "it has the full " + minutes(r.Minutes) + " again"
	}
	return minutes(r.Minutes) + " are left"
}

// sentence describes what resuming gives, without a full stop.
func (r Resumption) sentence() string { return r.onlyTime() + ", with questions already seen" }

// Sentence describes what resuming gives.
func (r Resumption) Sentence() string {
	if r.Whole && !r.UntilDue {
		return fmt.Sprintf("It gives the learner the full %s again, with questions already seen.", minutes(r.Minutes))
	}
	return fmt.Sprintf("The learner continues with the same questions; %s.", r.onlyTime())
}

// outOfTime reports whether less than a minute was left when the session broke off,
// which edx-proctoring rounds down to none.
func (f Facts) outOfTime() bool {
	left := f.Attempt.TimeRemainingSeconds
	return left != nil && *left < 60
}

// noTimeLeft reports whether there is no time left to resume with.
func (f Facts) noTimeLeft() bool { return f.outOfTime() || f.resumption().Minutes == 0 }

// mayResume returns an error if resuming would achieve nothing. The error has
// [CodeIllegalTransition].
func (f Facts) mayResume() error {
	refuse := func(why string) error {
		return Errorf(CodeIllegalTransition, "Attempt %d cannot be resumed: %s", f.Attempt.ID, why)
	}
	switch {
	case !f.Exam.IsProctored:
		return refuse("the exam is not proctored, and only attempts at proctored exams can be resumed.")
	case f.Later:
		return refuse("a later attempt followed it.")
	case f.isOver():
		return refuse("the due date has passed, and edx-proctoring refuses to resume an attempt after it.")
	case f.noTimeLeft():
		return refuse("no time was left, so there is nothing to resume.")
	}
	return nil
}

// CheckResumable refuses an attempt that did not break off. The error has
// [CodeIllegalTransition].
func (a Attempt) CheckResumable() error {
	if a.IsResumable {
		return nil
	}
	return Errorf(CodeIllegalTransition, "Attempt %d cannot be resumed; only an attempt that broke off can.", a.ID)
}

// PlanResume returns what the learner gains if the attempt is marked as ready to
// resume, and an error if that is nothing.
func PlanResume(f Facts) (Resumption, error) {
	if err := f.Attempt.CheckResumable(); err != nil {
		return Resumption{}, err
	}
	return f.resumption(), f.mayResume()
}
