package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

var _ model.OnboardingLister = (*Guarded)(nil)

// boardReads answers questions about the onboarding of a course.
type boardReads struct{ *core }

// OnboardingBoard implements [model.OnboardingLister]. It is the instructor's board
// of [EdxProctoring.CourseOnboarding] with what staff ask next: how long an approval
// is valid, and in which course it was given. Without a platform the enrolments come
// from the platform's table in the store or, without that, are the learners who have
// an attempt in the course.
func (e boardReads) OnboardingBoard(ctx context.Context, course string) (model.OnboardingBoard, error) {
	b := model.OnboardingBoard{Course: model.Text(course)}
	exam, err := view(ctx, e, func(tx *store.Tx) (*model.Exam, error) { return tx.OnboardingExam(ctx, course) })
	if err != nil {
		return b, err
	}
	if exam == nil {
		return b, model.Errorf(model.CodeNotFound, "%s has no active, proctored practice exam, so it has no onboarding.", course)
	}
	b.Exam, b.Service = *exam, e.cfg.Backends.ServiceOf(*exam, false)
	if !serviceReads(e).SupportsOnboarding(exam.Backend.Raw()) {
		return b, noOnboarding(b)
	}
	rows, err := e.boardLearners(ctx, &b)
	if err != nil {
		return b, err
	}
	ids := make([]int64, 0, len(rows))
	for _, r := range rows {
		if r.Learner.ID != 0 {
			ids = append(ids, r.Learner.ID)
		}
	}
	attempts, err := approvals(e).onboardingAttempts(ctx, course, exam.Backend.Raw(), ids)
	b.Rows = model.BoardRows(rows, attempts)
	return b, err
}

func noOnboarding(b model.OnboardingBoard) error {
	if b.Service.Missing() {
		return model.Errorf(model.CodeNotFound,
			"The onboarding exam of %s uses the service %s, which is not configured; add it to PROCTORING_BACKENDS.", b.Course, b.Service.Name)
	}
	return model.Errorf(model.CodeNotFound, "The practice exam of %s uses %s, a service without onboarding, so no one needs an approval.", b.Course, b.Service.Name)
}

// boardLearners returns the learners that the platform names or, if it names none,
// those that the store knows.
func (e boardReads) boardLearners(ctx context.Context, b *model.OnboardingBoard) ([]model.OnboardingRow, error) {
	rows, err := approvals(e).enrolled(ctx, model.BoardQuery{Course: b.Course.Raw()})
	if err != nil || len(rows) > 0 {
		b.Enrolled = true
		return rows, err
	}
	return view(ctx, e, func(tx *store.Tx) (rows []model.OnboardingRow, err error) {
		rows, b.Enrolled, err = tx.CourseLearners(ctx, b.Course.Raw())
		return rows, err
	})
}
