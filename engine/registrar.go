package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// registrars create and register exams, for a caller.
type registrars struct {
	c  *core
	by caller
}

func (e registrars) exams() examDeeds { return examDeeds{e.c} }

// inCourse is the target of a deed in a course as a whole.
func inCourse(course model.Text) about {
	return func(context.Context, *store.Tx) ([]model.Target, error) {
		return []model.Target{{Course: course}}, nil
	}
}

// planNew works out what creating an exam does.
func (e examDeeds) planNew(ctx context.Context, tx *store.Tx, exam model.Exam) (model.ExamOutcome, error) {
	if exam.Backend == "" {
		exam.Backend = model.Text(e.cfg.Backends.Default)
	}
	exam.Empty.Set(model.EmptyBackend, false)
	o := model.ExamOutcome{Verb: model.ExamCreated, After: exam}
	if err := exam.CheckNew(e.cfg.Backends); err != nil {
		return o, err
	}
	if err := e.mayCreate(ctx, tx, exam); err != nil {
		return o, err
	}
	return o, e.mayDate(ctx, tx, exam, model.ExamEdit{SetDue: exam.DueDate != nil})
}

// PlanNewExam implements [model.ExamRegistrar].
func (e registrars) PlanNewExam(ctx context.Context, exam model.Exam) (o model.ExamOutcome, err error) {
	err = e.c.ask(ctx, e.by, model.DeedCreateExam, inCourse(exam.CourseID), func(tx *store.Tx, _ model.Actor) error {
		o, err = e.exams().planNew(ctx, tx, exam)
		e.exams().consequences(&o)
		return err
	})
	return o, err
}

// CreateExam implements [model.ExamRegistrar] (edx-proctoring 6.1.4, api.create_exam).
func (e registrars) CreateExam(ctx context.Context, exam model.Exam) (o model.ExamOutcome, err error) {
	err = e.c.do(ctx, e.by, model.DeedCreateExam, inCourse(exam.CourseID), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		if o, err = e.exams().planNew(ctx, tx, exam); err != nil {
			return nil, err
		}
		if err := e.exams().saveExam(ctx, tx, &o); err != nil {
			return nil, err
		}
		e.exams().consequences(&o)
		return []line{{subject: examSubject(o.After.ID), to: o.Verb.Past(), effects: o.Effects}}, nil
	})
	if err == nil {
		o.Untold = model.Sentence(e.exams().tell(ctx, e.by, &o))
	}
	return o, err
}

// checkedRegistration is a list that a person may register.
func (e registrars) checkedRegistration(r model.CourseRegistration) (registration, error) {
	out := registration{e: e.exams(), course: r.Course, list: r.Exams}
	if err := model.CheckRegistrations(r.Exams); err != nil {
		return out, err
	}
	if model.OrgOf(model.Text(r.Course)) == "" {
		return out, model.Errorf(model.CodeInvalid, "%q is not the key of a course; write e.g. course-v1:NordicU+STAT101+2026.", r.Course)
	}
	return out, nil
}

// planGuarded works out a registration for a person, who is refused exams that nobody
// could take.
func (r *registration) planGuarded(ctx context.Context, tx *store.Tx) error {
	if err := r.plan(ctx, tx); err != nil {
		return err
	}
	for i := range r.exams {
		if r.exams[i].Verb != model.ExamDeactivated {
			if err := r.exams[i].After.CheckNew(r.e.cfg.Backends); err != nil {
				return err
			}
		}
		r.e.consequences(&r.exams[i])
	}
	return nil
}

func (r *registration) answer() model.RegistrationPlan {
	return model.RegistrationPlan{Now: model.VersionsOf(r.known), Exams: r.exams}
}

// PlanRegistration implements [model.ExamRegistrar].
func (e registrars) PlanRegistration(ctx context.Context, r model.CourseRegistration) (model.RegistrationPlan, error) {
	list, err := e.checkedRegistration(r)
	if err != nil {
		return model.RegistrationPlan{}, err
	}
	err = e.c.ask(ctx, e.by, model.DeedRegisterExams, inCourse(model.Text(r.Course)), func(tx *store.Tx, _ model.Actor) error {
		return list.planGuarded(ctx, tx)
	})
	if err != nil {
		return model.RegistrationPlan{}, err
	}
	return list.answer(), nil
}

// RegisterExams implements [model.ExamRegistrar].
func (e registrars) RegisterExams(ctx context.Context, r model.CourseRegistration) (model.RegistrationPlan, error) {
	list, err := e.checkedRegistration(r)
	if err != nil {
		return model.RegistrationPlan{}, err
	}
	err = e.c.do(ctx, e.by, model.DeedRegisterExams, inCourse(model.Text(r.Course)), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		if err := list.planGuarded(ctx, tx); err != nil {
			return nil, err
		}
		if err := r.CheckExpected(list.known); err != nil {
			return nil, err
		}
		lines, err := list.write(ctx, tx)
		for i := range lines {
			list.e.consequences(&list.exams[i])
			lines[i].effects = list.exams[i].Effects
		}
		return lines, err
	})
	if err != nil {
		return model.RegistrationPlan{}, err
	}
	for i := range list.exams {
		o := &list.exams[i]
		o.Untold = model.Sentence(list.e.tell(ctx, e.by, o))
	}
	return list.answer(), nil
}
