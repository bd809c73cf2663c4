package engine

import (
	"context"
	"slices"

	"examdesk/model"
	"examdesk/store"
)

// standings works out where an attempt stands.
type standings struct{ *core }

// Standing reports where a learner stands with an exam, going by one of the attempts.
func (e standings) Standing(ctx context.Context, row model.AttemptRow) (model.Standing, error) {
	f, err := view(ctx, e, func(tx *store.Tx) (model.Facts, error) { return e.attemptFacts(ctx, tx, row) })
	return model.StandingOf(f), err
}

// attemptFacts collects what is known about an attempt.
func (e standings) attemptFacts(ctx context.Context, tx *store.Tx, row model.AttemptRow) (model.Facts, error) {
	learner := row.Learner
	if learner.ID == 0 { // the user is gone, but the rest about the attempt still holds
		learner = model.Learner{ID: row.Attempt.UserID, IsActive: true}
	}
	f, err := e.examFacts(ctx, tx, row.Exam, learner)
	if err != nil {
		return f, err
	}
	f.Attempt, f.Review = &row.Attempt, row.Review
	newest, err := tx.NewestAttempt(ctx, row.Attempt.ExamID, row.Attempt.UserID)
	if err != nil {
		return f, err
	}
	f.Later = newest != nil && newest.ID != row.Attempt.ID
	f.Past, err = tx.Past(ctx, row.Attempt, row.Exam.CourseID.Raw())
	return f, err
}

// examFacts collects what is known about a learner at an exam without an attempt.
func (e standings) examFacts(ctx context.Context, tx *store.Tx, exam model.Exam, learner model.Learner) (f model.Facts, err error) {
	f = model.Facts{
		Now: e.now(), Exam: exam, OnboardingDays: int(model.OnboardingValidity.Hours() / 24), LearnerInactive: !learner.IsActive, Limits: e.cfg.Stuck,
		ServiceMissing: e.cfg.Backends.ServiceOf(exam, false).Missing(),
	}
	if exam.ID == 0 {
		return f, nil
	}
	if b := e.cfg.Backends.Resolve(exam); b != nil {
		f.Onboarding = b.SupportsOnboarding
	}
	course := exam.CourseID.Raw()
	if f.Due, err = dueDate(ctx, tx, exam, learner.ID); err != nil {
		return f, err
	}
	if f.DueRelative, err = tx.DueIsRelative(ctx, course, exam.ContentID.Raw()); err != nil {
		return f, err
	}
	if f.CourseEnd, err = tx.CourseEnd(ctx, course); err != nil {
		return f, err
	}
	if f.Granted, err = granted(ctx, tx, exam.ID, learner.ID); err != nil {
		return f, err
	}
	f.Blocker, err = e.onboardingGap(ctx, tx, exam, learner.ID)
	return f, err
}

// granted returns how many extra minutes a learner gets; none for an allowance that
// is not a number, which is shown unchanged.
func granted(ctx context.Context, tx *store.Tx, examID, userID int64) (int, error) {
	a, err := tx.AllowanceOf(ctx, examID, userID, model.AllowanceAdditionalTime)
	if err != nil || a == nil {
		return 0, err
	}
	n, err := model.GrantedMinutes(a.Value.Raw())
	if err != nil {
		return 0, nil //nolint:nilerr // see above
	}
	return n, nil
}

// onboardingGap reports what the learner's onboarding lacks for a proctored exam;
// nothing if the course has no onboarding exam at the service.
func (e standings) onboardingGap(ctx context.Context, tx *store.Tx, exam model.Exam, userID int64) (model.OnboardingGap, error) {
	b := e.cfg.Backends.Resolve(exam)
	if b == nil || !b.SupportsOnboarding || exam.IsPracticeExam {
		return model.GapNone, nil
	}
	at, err := tx.OnboardingBackends(ctx, exam.CourseID.Raw())
	if err != nil || !slices.ContainsFunc(at, func(name string) bool { return e.cfg.Backends.Lookup(name).Name == b.Name }) {
		return model.GapNone, err
	}
	attempts, err := tx.OnboardingAttempts(ctx, store.OnboardingQuery{
		Users: []int64{userID}, Course: exam.CourseID.Raw(), Backend: b.Name, Since: e.now().Add(-model.OnboardingValidity),
	})
	if err != nil {
		return model.GapNone, err
	}
	if slices.ContainsFunc(attempts, func(a model.OnboardingAttempt) bool { return a.Approves }) {
		return model.GapNone, nil
	}
	state := model.LearnerOnboarding(attempts)
	return model.GapOf(state, state.Status == model.BoardVerified && model.HasPassed(state.Expires, e.now())), nil
}
