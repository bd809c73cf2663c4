package apiv1

import (
	"examdesk/model"
)

// postAttempt makes the requester's attempt at an exam. One at a proctored exam
// that is not taken as proctored is declined at once; the clock starts if that is
// asked for.
func postAttempt(c *call) (answer, error) {
	fields, err := c.fields()
	if err != nil {
		return answer{}, err
	}
	starts, err := flag(fields, "start_clock")
	if err != nil {
		return answer{}, err
	}
	proctored, err := flag(fields, "attempt_proctored")
	if err != nil {
		return answer{}, err
	}
	exam, err := c.examOf(fields)
	if err != nil {
		return answer{}, err
	}
	if err := c.refusePassed(exam); err != nil {
		return answer{}, err
	}
	id, err := c.create(exam, proctored, starts)
	if err != nil {
		return answer{}, err
	}
	return ok(attemptID{id})
}

// examOf is the exam that a body names.
func (c *call) examOf(fields map[string]any) (model.Exam, error) {
	id, err := number("exam_id", fields["exam_id"])
	if err != nil {
		return model.Exam{}, err
	}
	return c.store.Exam(c.ctx(), id)
}

// refusePassed refuses an attempt at an exam that is over, unless it is a practice
// exam.
func (c *call) refusePassed(exam model.Exam) error {
	if exam.IsPracticeExam {
		return nil
	}
	passed, err := c.store.IsPassedDue(c.ctx(), exam, c.actor.ID)
	if err == nil && passed {
		err = model.Errorf(model.CodeDenied, "The exam %s is over.", exam.Name)
	}
	return err
}

func (c *call) create(exam model.Exam, proctored, starts bool) (int64, error) {
	status := model.Created
	switch {
	case exam.IsProctored && !proctored:
		status = model.Declined
	case starts:
		status = model.Started
	}
	id, _, err := c.store.BeginAttempt(c.ctx(), exam.ID, c.actor.ID, proctored, status)
	return id, err
}
