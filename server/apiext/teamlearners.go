package apiext

import (
	"context"
	"slices"
	"strings"

	"examdesk/model"
)

// FindLearners implements [model.LearnerFinder]: the learners of the team's courses.
func (s team) FindLearners(ctx context.Context, q model.LearnerQuery) ([]model.Learner, error) {
	courses := s.courses
	if q.Course != "" {
		if err := s.in(q.Course); err != nil {
			return nil, err
		}
		courses = []string{q.Course}
	}
	var out []model.Learner
	for _, course := range courses {
		q.Course = course
		found, err := s.StateStore.FindLearners(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			if !slices.ContainsFunc(out, func(o model.Learner) bool { return o.ID == l.ID }) {
				out = append(out, l)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b model.Learner) int { return strings.Compare(a.Username.Raw(), b.Username.Raw()) })
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out, nil
}

// mostNamed is how many learners a word names at most when they are looked for by a part.
const mostNamed = 20

// LearnersNamed implements [model.LearnerNamer]: as without a team, but the learners of other
// courses are not there, and neither are their attempts' codes.
func (s team) LearnersNamed(ctx context.Context, name string, id int64) ([]model.Learner, error) {
	if _, err := s.AttemptIDByCode(ctx, name); err != nil && model.CodeOf(err) != model.CodeNotFound {
		return nil, err
	} else if err == nil || !s.isCode(ctx, name) {
		found, err := s.StateStore.LearnersNamed(ctx, name, id)
		if err != nil {
			return nil, err
		}
		own, err := s.own(ctx, found)
		if err != nil || len(own) > 0 {
			return own, err
		}
	}
	return s.FindLearners(ctx, model.LearnerQuery{Text: name, Limit: mostNamed})
}

// isCode reports whether a text is the code of an attempt, in whatever course.
func (s team) isCode(ctx context.Context, text string) bool {
	_, err := s.StateStore.AttemptIDByCode(ctx, text)
	return err == nil
}

// own keeps the learners of the team's courses.
func (s team) own(ctx context.Context, list []model.Learner) (out []model.Learner, err error) {
	for _, l := range list {
		switch _, err := s.ReadLearner(ctx, l.ID); {
		case err == nil:
			out = append(out, l)
		case model.CodeOf(err) != model.CodeNotFound:
			return nil, err
		}
	}
	return out, nil
}

// ReadLearner implements [model.LearnerReader]: the part of the card that is about the team's
// courses. A learner of other courses alone is not there, as one who is nowhere.
func (s team) ReadLearner(ctx context.Context, id int64) (model.LearnerCard, error) {
	card, err := s.StateStore.ReadLearner(ctx, id)
	if err != nil && model.CodeOf(err) != model.CodeNotFound {
		return model.LearnerCard{}, err
	}
	card.Courses = slices.DeleteFunc(card.Courses, func(c model.CourseCard) bool { return s.in(c.Course.Raw()) != nil })
	if err != nil || len(card.Courses) == 0 {
		return model.LearnerCard{}, model.Errorf(model.CodeNotFound, "There is no learner with the id %d in the courses of %s.", id, s.actor.Username)
	}
	card.Timeline = slices.DeleteFunc(card.Timeline, func(e model.TimelineEntry) bool { return s.in(e.Course.Raw()) != nil })
	return card, nil
}

// AttemptIDByCode implements [model.AttemptLocator]: the codes of other courses are not there.
func (s team) AttemptIDByCode(ctx context.Context, code string) (int64, error) {
	id, err := s.StateStore.AttemptIDByCode(ctx, code)
	if err != nil {
		return 0, err
	}
	if _, err := s.ReadAttempt(ctx, id); model.CodeOf(err) == model.CodeDenied && err != nil {
		return 0, model.Errorf(model.CodeNotFound, "There is no attempt with the code %s.", code)
	} else if err != nil {
		return 0, err
	}
	return id, nil
}

// UserAttempts implements [model.AttemptLocator], at an exam of the team's courses.
func (s team) UserAttempts(ctx context.Context, userID, examID int64) ([]model.AttemptRow, error) {
	if _, err := s.Exam(ctx, examID); err != nil {
		return nil, err
	}
	return s.StateStore.UserAttempts(ctx, userID, examID)
}
