package apiv1

import (
	"examdesk/model"
)

// getOwnAttempt is the exam that the requester is in.
func getOwnAttempt(c *call) (answer, error) {
	page, _, err := c.activePage(c.actor.ID, false)
	if err != nil {
		return answer{}, err
	}
	if page == nil {
		return ok(ordered{{"in_timed_exam", false}, {"is_proctored", false}})
	}
	return ok(page)
}

// activePage is what a learner's page is told of the exam that they are in, and
// the exam; nil if they are in none.
func (c *call) activePage(user int64, inMFE bool) (*pageShape, *model.ActiveExam, error) {
	active, err := c.store.ActiveExams(c.ctx(), user, "")
	if err != nil || len(active) == 0 {
		return nil, nil, err
	}
	a, _, err := c.store.AttemptData(c.ctx(), active[0].Row.Exam.ID, active[0].Row.Attempt.ID, inMFE)
	if err != nil {
		return nil, nil, err
	}
	page := shapePage(a)
	return &page, &active[0], nil
}

// learnerAskedFor is the requester, or the learner of the address whom only staff
// may name.
func (c *call) learnerAskedFor() (int64, error) {
	asked := c.query("user_id")
	if asked == "" {
		return c.actor.ID, nil
	}
	if err := c.store.MayInCourse(c.ctx(), model.DeedReadLearner, ""); err != nil {
		return 0, err
	}
	return number("user_id", asked)
}

// getActiveAttempt is the exam that a learner is in, for the timer.
func getActiveAttempt(c *call) (answer, error) {
	user, err := c.learnerAskedFor()
	if err != nil {
		return answer{}, err
	}
	page, _, err := c.activePage(user, true)
	if err != nil {
		return answer{}, err
	}
	if page == nil {
		return ok(empty{})
	}
	return ok(page)
}

// getActiveExams are the exams that the learner of the body is in.
func getActiveExams(c *call) (answer, error) {
	fields, err := c.fields()
	if err != nil {
		return answer{}, err
	}
	user, err := number("user_id", fields["user_id"])
	if err != nil {
		return answer{}, err
	}
	course, err := text("course_id", fields["course_id"])
	if err != nil {
		return answer{}, err
	}
	active, err := c.store.ActiveExams(c.ctx(), user, course)
	if err != nil {
		return answer{}, err
	}
	return ok(shapeEach(active, func(a model.ActiveExam) ordered {
		return ordered{{"exam", shapeExam(a.Row.Exam)}, {"attempt", shapeAttempt(a.Row)}, {"allowances", shapeEach(a.Allowances, shapeAllowance)}}
	}))
}

// getExamAttempts is an exam of a course with the learner's attempt, and the exam
// that they are in.
func getExamAttempts(c *call) (answer, error) {
	user, err := c.learnerAskedFor()
	if err != nil {
		return answer{}, err
	}
	course, inMFE := c.args["course_id"], c.isTrue("is_learning_mfe")
	page, active, err := c.activePage(user, inMFE)
	if err != nil {
		return answer{}, err
	}
	var now any = empty{}
	if page != nil {
		now = page
	}
	content := c.query("content_id")
	if content == "" {
		return ok(ordered{{"exam", empty{}}, {"active_attempt", now}})
	}
	var exam model.Exam
	var shape ordered
	if active != nil && active.Row.Exam.CourseID.Raw() == course && active.Row.Exam.ContentID.Raw() == content {
		exam = active.Row.Exam
		shape = append(fieldsOf(shapeExam(exam)), field{"attempt", now})
	} else if exam, shape, err = c.examWithAttempt(course, content, user, inMFE); err != nil {
		return answer{}, err
	}
	if shape == nil {
		return ok(ordered{{"exam", empty{}}, {"active_attempt", now}})
	}
	if _, err := c.store.Learner(c.ctx(), user); err != nil {
		return answer{}, err
	}
	passed, err := c.store.IsPassedDue(c.ctx(), exam, user)
	if err != nil {
		return answer{}, err
	}
	shape = append(shape, field{"type", c.examType(exam)}, field{"passed_due_date", passed}, field{"use_legacy_attempt_api", true})
	return ok(ordered{{"exam", shape}, {"active_attempt", now}})
}

// examWithAttempt is an exam with the learner's newest attempt; without one, with
// the time that they would have and the credit requirements that come before it.
// The fields are nil if there is no such exam.
func (c *call) examWithAttempt(course, content string, user int64, inMFE bool) (model.Exam, ordered, error) {
	ctx := c.ctx()
	exam, err := c.store.ExamByContent(ctx, course, content)
	if err != nil {
		if model.CodeOf(err) == model.CodeNotFound {
			return exam, nil, nil
		}
		return exam, nil, err
	}
	shape := fieldsOf(shapeExam(exam))
	row, _, err := c.store.CurrentAttempt(ctx, exam.ID, user)
	if err != nil {
		return exam, nil, err
	}
	if row.Attempt.ID == 0 {
		shape, err = c.withoutAttempt(exam, user, shape)
		return exam, append(shape, field{"attempt", empty{}}), err
	}
	a, _, err := c.store.AttemptData(ctx, exam.ID, row.Attempt.ID, inMFE)
	if err != nil {
		return exam, nil, err
	}
	if exam.IsProctored && a.Attempt.Status.IsOnboardingError() {
		link, err := c.onboardingLink(course, inMFE)
		if err != nil {
			return exam, nil, err
		}
		shape = append(shape, field{"onboarding_link", link})
	}
	return exam, append(shape, field{"attempt", shapePage(a)}), nil
}

func (c *call) withoutAttempt(exam model.Exam, user int64, shape ordered) (ordered, error) {
	minutes, err := c.store.AllowedMinutes(c.ctx(), exam, user)
	if err != nil {
		return nil, err
	}
	shape = append(shape, field{"total_time", model.HumanizedMinutes(minutes)})
	if !exam.IsProctored || exam.IsPracticeExam {
		return shape, nil
	}
	p, _, err := c.store.Prerequisites(c.ctx(), exam, user)
	if err != nil || p == nil {
		return shape, err
	}
	return append(shape, field{"prerequisite_status", shapePrerequisites(*p)}), nil
}

// examType is the word for an exam's kind (utils.get_exam_type).
func (c *call) examType(e model.Exam) string {
	b := c.cfg.Backends.Resolve(e)
	switch {
	case !e.IsProctored && !e.IsPracticeExam:
		return "timed"
	case e.IsProctored && e.IsPracticeExam && b != nil && b.SupportsOnboarding:
		return "onboarding"
	case e.IsProctored && e.IsPracticeExam:
		return "practice"
	}
	return "proctored"
}
