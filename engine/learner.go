package engine

import (
	"context"
	"slices"
	"time"

	"examdesk/model"
	"examdesk/store"
)

var _ model.LearnerReader = (*Guarded)(nil)

// ReadLearner implements [model.LearnerReader]. It changes nothing: an attempt
// whose time is over is said to be so, and not timed out.
func (e reader) ReadLearner(ctx context.Context, id int64) (card model.LearnerCard, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		if card.Learner, err = tx.Learner(ctx, id); err != nil {
			return err
		}
		if card.Zone, err = learnerZone(ctx, tx, id); err != nil {
			return err
		}
		attempts, err := tx.LearnerAttempts(ctx, id)
		if err != nil {
			return err
		}
		granted, err := tx.AllowancesOfUser(ctx, id)
		if err != nil {
			return err
		}
		courses, err := tx.LearnerCourses(ctx, id)
		if err != nil {
			return err
		}
		for _, course := range inOrder(courses, attempts) {
			c, err := e.courseCard(ctx, tx, course, id, attempts, granted)
			if err != nil {
				return err
			}
			card.Courses = append(card.Courses, c)
		}
		card.Timeline, err = tx.LearnerTimeline(ctx, id)
		card.Cut = len(attempts) == store.MaxCard || len(card.Timeline) >= store.MaxCard
		return err
	})
	return card, err
}

// learnerZone is where the learner sits; nil if that is not known, or if nobody
// knows the zone.
func learnerZone(ctx context.Context, tx *store.Tx, id int64) (*time.Location, error) {
	name, err := tx.LearnerZone(ctx, id)
	if err != nil || name == "" {
		return nil, err
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, nil //nolint:nilerr // a zone that nobody knows is none
	}
	return zone, nil
}

// inOrder puts the course of the newest attempt first, and those without an
// attempt last, by their ids.
func inOrder(courses []string, attempts []model.AttemptRow) []string {
	slices.Sort(courses)
	var out []string
	for _, a := range attempts {
		if c := a.Exam.CourseID.Raw(); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, c := range courses {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func (e *core) courseCard(ctx context.Context, tx *store.Tx, course string, userID int64, attempts []model.AttemptRow, granted []model.Allowance) (model.CourseCard, error) {
	card := model.CourseCard{Course: model.Text(course)}
	exams, err := tx.CourseExams(ctx, course, false)
	if err != nil {
		return card, err
	}
	for _, exam := range exams {
		x, err := e.examCard(ctx, tx, exam, userID, attempts, granted)
		if err != nil {
			return card, err
		}
		if exam.IsActive || len(x.Attempts) > 0 || len(x.Allowances) > 0 {
			card.Exams = append(card.Exams, x)
		}
	}
	card.Onboarding, err = e.onboardingCard(ctx, tx, course, userID, exams)
	return card, err
}

func (e *core) examCard(ctx context.Context, tx *store.Tx, exam model.Exam, userID int64, attempts []model.AttemptRow, granted []model.Allowance) (x model.ExamCard, err error) {
	x.Exam = exam
	for _, a := range attempts {
		if a.Exam.ID == exam.ID {
			x.Attempts = append(x.Attempts, a)
		}
	}
	for _, a := range granted {
		if a.ExamID == exam.ID {
			x.Allowances = append(x.Allowances, a)
		}
	}
	if x.Due, err = dueDate(ctx, tx, exam, userID); err != nil {
		return x, err
	}
	f := e.facts(exam, x.Due)
	if len(x.Attempts) > 0 {
		f.Attempt, f.Review = &x.Attempts[0].Attempt, x.Attempts[0].Review
	}
	x.AllowedMinutes, err = allowedMinutes(ctx, tx, exam, userID, f.Now)
	if model.CodeOf(err) == model.CodeInvalid {
		x.AllowedMinutes, err = exam.TimeLimitMins, nil // an allowance that is no number is shown as it is
	}
	x.Standing = model.StandingOf(f)
	return x, err
}

// onboardingCard is where the learner stands with each service of the course
// that has onboarding exams.
func (e *core) onboardingCard(ctx context.Context, tx *store.Tx, course string, userID int64, exams []model.Exam) ([]model.ServiceOnboarding, error) {
	var out []model.ServiceOnboarding
	seen := map[string]bool{}
	for _, exam := range exams {
		b := e.cfg.Backends.Resolve(exam)
		if b == nil || !b.SupportsOnboarding || !exam.IsActive || seen[b.Name] {
			continue
		}
		seen[b.Name] = true
		attempts, err := tx.OnboardingAttempts(ctx, store.OnboardingQuery{
			Users: []int64{userID}, Course: course, Backend: b.Name, Since: e.now().Add(-model.OnboardingValidity),
		})
		if err != nil {
			return nil, err
		}
		out = append(out, model.ServiceOnboarding{Backend: model.Text(b.Name), OnboardingState: model.LearnerOnboarding(attempts)})
	}
	return out, nil
}
