package engine

import (
	"context"
	"iter"
	"slices"

	"examdesk/model"
	"examdesk/store"
)

// approvals answers where learners stand with onboarding.
type approvals struct{ *core }

// OnboardingStatus reports where a learner stands with a course's onboarding at a
// proctoring service, with the end of an approval in UTC. An approval in another
// course counts (edx-proctoring 5.2.0, api.get_onboarding_attempt_data_for_learner).
func (e approvals) OnboardingStatus(ctx context.Context, course string, userID int64, backend string) (model.OnboardingState, error) {
	attempts, err := e.onboardingAttempts(ctx, course, backend, []int64{userID})
	return model.LearnerOnboarding(attempts), err
}

// LastApprovals returns the newest onboarding approvals of learners at a proctoring
// service, in any course, by learner; expired ones are left out (edx-proctoring
// 5.2.0, api.get_last_verified_onboarding_attempts_per_user).
func (e approvals) LastApprovals(ctx context.Context, userIDs []int64, backend string) (map[int64]model.OnboardingAttempt, error) {
	attempts, err := e.onboardingAttempts(ctx, "", backend, userIDs)
	return model.LastApprovals(attempts), err
}

func (e approvals) onboardingAttempts(ctx context.Context, course, backend string, userIDs []int64) ([]model.OnboardingAttempt, error) {
	q := store.OnboardingQuery{Users: userIDs, Course: course, Backend: backend, Since: e.now().Add(-model.OnboardingValidity)}
	return view(ctx, e, func(tx *store.Tx) ([]model.OnboardingAttempt, error) { return tx.OnboardingAttempts(ctx, q) })
}

// CourseOnboarding returns the instructor's board of a course's onboarding, in the
// order of the enrolments (edx-proctoring 5.2.0,
// views.StudentOnboardingStatusByCourseView). [model.CodeNotFound] if the course has
// no onboarding exam, [model.CodeUnavailable] if the service's profiles are wanted
// and it does not answer.
func (e approvals) CourseOnboarding(ctx context.Context, q model.BoardQuery) ([]model.OnboardingRow, error) {
	exam, err := e.boardExam(ctx, q.Course)
	if err != nil {
		return nil, err
	}
	rows, err := e.enrolled(ctx, q)
	if err != nil {
		return nil, err
	}
	if rows, err = e.withOnboarding(ctx, q.Course, exam, rows); err != nil {
		return nil, err
	}
	if q.FromProfiles {
		return e.fromProfiles(ctx, q, *exam, rows)
	}
	return model.FilterOnboarding(rows, q.Statuses), nil
}

// Onboarding walks through [EdxProctoring.CourseOnboarding] without the profiles of a
// service, a few learners at a time: only the list of those enrolled is held in
// memory.
func (e approvals) Onboarding(ctx context.Context, q model.BoardQuery) iter.Seq2[model.OnboardingRow, error] {
	return func(yield func(model.OnboardingRow, error) bool) {
		exam, err := e.boardExam(ctx, q.Course)
		var enrolled []model.Enrollment
		if err == nil {
			enrolled, err = serviceReads(e).Enrollments(ctx, q.Course, q.Search)
		}
		for some := range slices.Chunk(enrolled, exportPage) {
			var rows []model.OnboardingRow
			if rows, err = e.learnersOf(ctx, some); err == nil {
				rows, err = e.withOnboarding(ctx, q.Course, exam, rows)
			}
			if err != nil {
				break
			}
			for _, r := range model.FilterOnboarding(rows, q.Statuses) {
				if !yield(r, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(model.OnboardingRow{}, err)
		}
	}
}

// boardExam returns the course's onboarding exam.
func (e approvals) boardExam(ctx context.Context, course string) (*model.Exam, error) {
	exam, err := view(ctx, e, func(tx *store.Tx) (*model.Exam, error) { return tx.OnboardingExam(ctx, course) })
	if err == nil && (exam == nil || !serviceReads(e).SupportsOnboarding(exam.Backend.Raw())) {
		err = model.Errorf(model.CodeNotFound, "The course %s has no onboarding exam.", course)
	}
	return exam, err
}

// withOnboarding adds where each learner stands.
func (e approvals) withOnboarding(ctx context.Context, course string, exam *model.Exam, rows []model.OnboardingRow) ([]model.OnboardingRow, error) {
	ids := make([]int64, 0, len(rows))
	for _, r := range rows {
		if r.Learner.ID != 0 {
			ids = append(ids, r.Learner.ID)
		}
	}
	attempts, err := e.onboardingAttempts(ctx, course, exam.Backend.Raw(), ids)
	return model.CourseOnboarding(rows, attempts), err
}

// enrolled returns the learners whom the platform names, with their rows in the store
// if it has them.
func (e approvals) enrolled(ctx context.Context, q model.BoardQuery) ([]model.OnboardingRow, error) {
	enrollments, err := serviceReads(e).Enrollments(ctx, q.Course, q.Search)
	if err != nil || len(enrollments) == 0 {
		return nil, err
	}
	return e.learnersOf(ctx, enrollments)
}

func (e approvals) learnersOf(ctx context.Context, enrollments []model.Enrollment) ([]model.OnboardingRow, error) {
	names := make([]string, len(enrollments))
	for i, n := range enrollments {
		names[i] = n.Username
	}
	learners, err := view(ctx, e, func(tx *store.Tx) ([]model.Learner, error) { return tx.LearnersByUsername(ctx, names) })
	if err != nil {
		return nil, err
	}
	known := make(map[string]model.Learner, len(learners))
	for _, l := range learners {
		known[l.Username.Raw()] = l
	}
	rows := make([]model.OnboardingRow, len(enrollments))
	for i, n := range enrollments {
		l, has := known[n.Username]
		if !has {
			l.Username = model.Text(n.Username)
		}
		rows[i] = model.OnboardingRow{Learner: l, Mode: n.Mode}
	}
	return rows, nil
}

func (e approvals) fromProfiles(ctx context.Context, q model.BoardQuery, exam model.Exam, rows []model.OnboardingRow) ([]model.OnboardingRow, error) {
	statuses, err := model.ProfileFilter(q.Statuses)
	if err != nil {
		return nil, err
	}
	b, _ := e.cfg.Backends.Named(exam.Backend.Raw())
	p, ok := e.service(b.Name).(model.OnboardingProfiler)
	if !ok {
		return nil, model.Errorf(model.CodeUnavailable, "The proctoring service %s has no onboarding profiles.", b.Name)
	}
	profiles, err := p.OnboardingProfiles(ctx, q.Course, statuses)
	if err != nil {
		return nil, model.Wrap(err, model.CodeUnavailable, "The onboarding profiles of %s cannot be read at present; try again later.", b.Name)
	}
	id, err := e.learnerIDs(ctx, exam.BackendOrNil())
	if err != nil {
		return nil, err
	}
	return model.WithProfiles(rows, profiles, id, q.Statuses == nil || slices.Contains(q.Statuses, model.BoardNotStarted)), nil
}
