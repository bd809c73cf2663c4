package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

var _ model.OnboardingLister = (*Guarded)(nil)

// boardReads answers how the onboarding of a course stands.
type boardReads struct{ *core }

// OnboardingBoard implements [model.OnboardingLister]. It is the instructor's
// board of [EdxProctoring.CourseOnboarding] with what staff ask next: until when an
// approval counts, and where it was given. A store without a platform takes the
// enrolments from the platform's table and, without that, those who have an
// attempt in the course.
func (e boardReads) OnboardingBoard(ctx context.Context, course string) (model.OnboardingBoard, error) {
	b := model.OnboardingBoard{Course: model.Text(course)}
	exam, err := view(ctx, e, func(tx *store.Tx) (*model.Exam, error) { return tx.OnboardingExam(ctx, course) })
	if err != nil {
		return b, err
	}
	if exam == nil {
		return b, model.Errorf(model.CodeNotFound, "%s has no active practice exam that is proctored, so it has no onboarding.", model.Clean(course))
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
			"The onboarding exam of %s is at the service %s, which is not configured; add it to PROCTORING_BACKENDS.", b.Course, b.Service.Name)
	}
	return model.Errorf(model.CodeNotFound, "The practice exam of %s is at %s, a service without onboarding: nobody has to be approved there.", b.Course, b.Service.Name)
}

// boardLearners are the learners whom the platform names or, if it names none,
// those whom the store knows of.
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
