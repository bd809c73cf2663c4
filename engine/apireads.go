package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// apiReads answers what only edx-proctoring's REST API asks.
type apiReads struct{ *core }

// Learner reads a user.
func (e apiReads) Learner(ctx context.Context, id int64) (model.Learner, error) {
	return view(ctx, e, func(tx *store.Tx) (model.Learner, error) { return tx.Learner(ctx, id) })
}

// LearnerNamed reads a user by their username.
func (e apiReads) LearnerNamed(ctx context.Context, username string) (model.Learner, error) {
	return view(ctx, e, func(tx *store.Tx) (model.Learner, error) {
		found, err := tx.LearnersByUsername(ctx, []string{username})
		if err != nil || len(found) == 0 {
			return model.Learner{}, orNotFound(err, "There is no user %q.", username)
		}
		return found[0], nil
	})
}

func orNotFound(err error, format string, args ...any) error {
	if err != nil {
		return err
	}
	return model.Errorf(model.CodeNotFound, format, args...)
}

// AttemptAsItStands reads an attempt without ending one whose time is over.
func (e apiReads) AttemptAsItStands(ctx context.Context, id int64) (model.AttemptRow, error) {
	return view(ctx, e, func(tx *store.Tx) (model.AttemptRow, error) { return tx.AttemptRow(ctx, id) })
}

// AllowedMinutes is how many minutes a learner would get who starts an exam now
// (edx-proctoring 6.1.4, api.get_total_allowed_time_for_exam).
func (e apiReads) AllowedMinutes(ctx context.Context, exam model.Exam, userID int64) (int, error) {
	return view(ctx, e, func(tx *store.Tx) (int, error) { return allowedMinutes(ctx, tx, exam, userID, e.now()) })
}

// GroupedAttempts are a course's learners and exams; see [store.Tx.GroupedAttempts].
func (e apiReads) GroupedAttempts(ctx context.Context, course, search string, page func(groups int) model.Window) ([]model.AttemptGroup, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.AttemptGroup, error) { return tx.GroupedAttempts(ctx, course, search, page) })
}

// OnboardingExams are a course's onboarding exams, the one that was made last
// first; none if the service of that one knows no onboarding.
func (e apiReads) OnboardingExams(ctx context.Context, course string) ([]model.Exam, error) {
	exams, err := view(ctx, e, func(tx *store.Tx) ([]model.Exam, error) { return tx.OnboardingExams(ctx, course) })
	if err != nil || len(exams) == 0 || !serviceReads(e).SupportsOnboarding(exams[0].Backend.Raw()) {
		return nil, err
	}
	return exams, nil
}

// SwitchIsActive reports whether a feature switch of the platform is on (waffle).
func (e apiReads) SwitchIsActive(ctx context.Context, name string) (bool, error) {
	return view(ctx, e, func(tx *store.Tx) (bool, error) { return tx.SwitchIsActive(ctx, name) })
}

// Outline is a course as a learner sees it.
func (e apiReads) Outline(ctx context.Context, learner model.Learner, course string) (model.Outline, error) {
	return e.cfg.Platform.Outline(ctx, learner, course)
}

// OnboardingProfile is a learner's profile at the service of an exam, nil if it
// has none; [model.CodeUnavailable] if it cannot be asked.
func (e apiReads) OnboardingProfile(ctx context.Context, exam model.Exam, userID int64) (*model.OnboardingProfile, error) {
	b := e.cfg.Backends.Lookup(exam.Backend.Raw())
	s, is := e.service(b.Name).(model.ProfileReader)
	if !is {
		return nil, nil
	}
	id, err := e.learnerIDs(ctx, exam.BackendOrNil())
	if err != nil {
		return nil, err
	}
	p, err := s.OnboardingProfile(ctx, exam.CourseID.Raw(), id(userID))
	if err != nil {
		return nil, model.Wrap(err, model.CodeUnavailable, "The onboarding profile at %s cannot be read at present; try again later.", model.Clean(b.Name))
	}
	return p, nil
}
