package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"examdesk/model"
	"examdesk/store"
)

var _ model.LearnerReader = (*Guarded)(nil)

// cards answers what one learner has done.
type cards struct{ *core }

// ReadLearner implements [model.LearnerReader]. It changes nothing: an attempt whose
// time is over is reported as such but not timed out.
func (e cards) ReadLearner(ctx context.Context, id int64) (card model.LearnerCard, err error) {
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
		r := cardReader{e.core, tx, card.Learner, attempts, granted}
		for _, course := range inOrder(courses, attempts) {
			c, err := r.course(ctx, course)
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

// learnerZone returns the learner's time zone; nil if it is not known here.
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

// inOrder puts the course with the newest attempt first; courses without an attempt
// come last, by id.
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

// cardReader reads one learner's card.
type cardReader struct {
	e        *core
	tx       *store.Tx
	learner  model.Learner
	attempts []model.AttemptRow
	granted  []model.Allowance
}

func (r cardReader) course(ctx context.Context, course string) (model.CourseCard, error) {
	card := model.CourseCard{Course: model.Text(course)}
	exams, err := r.tx.CourseExams(ctx, course, false)
	if err != nil {
		return card, err
	}
	for _, exam := range exams {
		x, err := r.exam(ctx, exam, r.at(exam.ID))
		if err != nil {
			return card, err
		}
		if removed := len(x.Attempts) == 0 && x.Standing.Since != nil; exam.IsActive || removed || len(x.Attempts) > 0 || len(x.Allowances) > 0 {
			card.Exams = append(card.Exams, x)
		}
	}
	if course == "" {
		if card.Exams, err = r.gone(ctx); err != nil {
			return card, err
		}
	}
	card.Onboarding, err = cards{r.e}.onboardingCard(ctx, r.tx, course, r.learner.ID, exams)
	return card, err
}

// at returns the learner's attempts at an exam, newest first.
func (r cardReader) at(examID int64) (out []model.AttemptRow) {
	for _, a := range r.attempts {
		if a.Exam.ID != 0 && a.Attempt.ExamID == examID {
			out = append(out, a)
		}
	}
	return out
}

// gone returns the exams of attempts whose exam no longer exists; they belong to no
// course.
func (r cardReader) gone(ctx context.Context) (out []model.ExamCard, err error) {
	lost := map[int64][]model.AttemptRow{}
	for _, a := range r.attempts {
		if a.Exam.ID == 0 {
			lost[a.Attempt.ExamID] = append(lost[a.Attempt.ExamID], a)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(lost)) {
		x, err := r.exam(ctx, model.Exam{Name: model.Text(fmt.Sprintf("exam %d, which no longer exists", id))}, lost[id])
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

func (r cardReader) exam(ctx context.Context, exam model.Exam, attempts []model.AttemptRow) (x model.ExamCard, err error) {
	x.Exam, x.Attempts = exam, attempts
	for _, a := range r.granted {
		if a.ExamID == exam.ID {
			x.Allowances = append(x.Allowances, a)
		}
	}
	var f model.Facts
	if len(x.Attempts) > 0 {
		f, err = standings{r.e}.attemptFacts(ctx, r.tx, x.Attempts[0])
	} else if f, err = (standings{r.e}).examFacts(ctx, r.tx, exam, r.learner); err == nil {
		f.Removed, f.RemovedFrom, err = r.tx.Removal(ctx, exam.ID, r.learner.ID)
	}
	if err != nil {
		return x, err
	}
	x.Due, x.DueRelative, x.Onboarding = f.Due, f.DueRelative, f.Onboarding
	if exam.ID != 0 {
		x.AllowedMinutes, err = allowedMinutes(ctx, r.tx, exam, r.learner.ID, f.Now)
	}
	if model.CodeOf(err) == model.CodeInvalid {
		x.AllowedMinutes, err = exam.TimeLimitMins, nil // an allowance that is not a number is shown unchanged
	}
	x.Standing = model.StandingOf(f)
	return x, err
}

// onboardingCard reports where the learner stands with each service for which the
// course has onboarding exams.
func (e cards) onboardingCard(ctx context.Context, tx *store.Tx, course string, userID int64, exams []model.Exam) ([]model.ServiceOnboarding, error) {
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
