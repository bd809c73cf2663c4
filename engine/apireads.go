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

// MayInCourse refuses a deed that the actor may not do in a course; an empty one
// is no course in particular.
func (e *EdxProctoring) MayInCourse(ctx context.Context, deed model.Deed, course string) error {
	return e.ask(ctx, e.caller(), deed, func(context.Context, *store.Tx) ([]model.Target, error) {
		return []model.Target{{Course: model.Text(course)}}, nil
	}, nil)
}

// AttemptByExternalID reads an attempt by its service's id for it, as
// [EdxProctoring.Attempt] does; [model.CodeNotFound] if there is none, or several.
func (e *EdxProctoring) AttemptByExternalID(ctx context.Context, externalID string) (model.AttemptRow, model.Plan, error) {
	ids, err := view(ctx, e, func(tx *store.Tx) ([]int64, error) { return tx.AttemptsByExternalID(ctx, externalID) })
	switch {
	case err != nil:
		return model.AttemptRow{}, model.Plan{}, err
	case len(ids) == 0:
		return model.AttemptRow{}, model.Plan{}, model.Errorf(model.CodeNotFound, "There is no attempt with the external id %s.", externalID)
	case len(ids) > 1:
		return model.AttemptRow{}, model.Plan{}, model.Errorf(model.CodeConflict, "%d attempts have the external id %s.", len(ids), externalID)
	}
	return e.Attempt(ctx, ids[0])
}

// MarkReady takes a service's word that a learner may begin: an attempt that waits
// for its software is ready to start (edx-proctoring 6.1.4, views.ExamReadyCallback).
func (e *EdxProctoring) MarkReady(ctx context.Context, id int64) (plan model.Plan, err error) {
	err = e.do(ctx, e.caller(), model.DeedReportReadiness, e.ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		row, err := tx.AttemptRow(ctx, id)
		if err != nil || readyStatus(row.Attempt.Status) != model.ReadyToStart {
			return nil, err
		}
		plan, err = e.setStatus(ctx, tx, id, model.ReadyToStart, model.TransitionOptions{}, e.now())
		return []line{planLine(plan.After, plan)}, err
	})
	return plan, err
}

// DashboardURL is a link to the dashboard of an exam's service for the actor; empty
// if it has none (edx-proctoring 6.1.4, views.InstructorDashboard).
func (e *EdxProctoring) DashboardURL(ctx context.Context, exam model.Exam, i model.Instructor) (string, error) {
	backend := e.cfg.Backends.Lookup(i.Backend)
	s, is := e.service(backend.Name).(model.InstructorDashboard)
	if !is {
		return "", nil
	}
	id, err := e.learnerIDs(ctx, exam.BackendOrNil())
	if err != nil {
		return "", err
	}
	self, err := e.Learner(ctx, e.by.ID)
	if err != nil {
		return "", err
	}
	i.UserID, i.FullName, i.Email = id(self.ID), self.FullName.Raw(), self.Email.Raw()
	url, err := s.DashboardURL(ctx, exam, i)
	if err != nil {
		return "", model.Wrap(err, model.CodeUnavailable, "The proctoring service %s gives no link to its dashboard.", model.Clean(backend.Name))
	}
	return url, nil
}
