package desktest

import (
	"slices"
	"testing"

	"examdesk/model"
)

// LearnerFinding is [model.LearnerFinder] with a way to know whom to look for.
type LearnerFinding interface {
	model.AttemptFinder
	model.LearnerFinder
}

// LearnerFinder checks the contract of [model.LearnerFinder].
func LearnerFinder(t *testing.T, _ Fixture, s LearnerFinding) { learners(t, s) }

// LearnerReading is [model.LearnerReader] with a way to see that nothing was written.
type LearnerReading interface {
	AttemptReading
	model.LearnerReader
}

// LearnerReader checks the contract of [model.LearnerReader].
func LearnerReader(t *testing.T, _ Fixture, s LearnerReading) {
	card(t, s)
	if finds, is := s.(LearnerFinding); is {
		learnersOf(t, finds, func(id int64) (model.LearnerCard, error) { return s.ReadLearner(t.Context(), id) })
	}
}

// LearnerNaming is [model.LearnerNamer] with a way to know whom to name.
type LearnerNaming interface {
	model.AttemptFinder
	model.LearnerNamer
}

// LearnerNamer is the contract of [model.LearnerNamer].
func LearnerNamer(t *testing.T, _ Fixture, s LearnerNaming) {
	row := needsDecision(t, s)
	for _, name := range []string{row.Learner.Username.Raw(), row.Learner.Email.Raw(), row.Attempt.Code.Raw()} {
		found, err := s.LearnersNamed(t.Context(), name, 0)
		if err != nil || len(found) != 1 || found[0].ID != row.Learner.ID {
			t.Errorf("%q names %+v, %v", name, found, err)
		}
	}
	found, err := s.LearnersNamed(t.Context(), "", row.Learner.ID)
	if err != nil || len(found) != 1 || found[0].Username != row.Learner.Username {
		t.Errorf("%d names %+v, %v", row.Learner.ID, found, err)
	}
	some := row.Learner.Username.Raw()[1:]
	found, err = s.LearnersNamed(t.Context(), some, 0)
	if err != nil || !slices.ContainsFunc(found, func(l model.Learner) bool { return l.ID == row.Learner.ID }) {
		t.Errorf("a part of the name, %q, finds %+v, %v", some, found, err)
	}
	if found, err := s.LearnersNamed(t.Context(), "no such learner", 0); err != nil || len(found) != 0 {
		t.Errorf("nobody's name finds %+v, %v", found, err)
	}
}

func learners(t *testing.T, s LearnerFinding) {
	row := needsDecision(t, s)
	for _, text := range []string{row.Learner.Username.Raw(), row.Learner.Email.Raw(), row.Attempt.Code.Raw(), row.Attempt.ExternalID.Raw()} {
		found, err := s.FindLearners(t.Context(), model.LearnerQuery{Text: text, Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, l := range found {
			ok = ok || l.ID == row.Learner.ID
		}
		if !ok {
			t.Errorf("%q does not find the learner", text)
		}
	}
}

// learnersOf looks that a search may be narrowed to a course, by the rule of the card.
func learnersOf(t *testing.T, s LearnerFinding, card func(id int64) (model.LearnerCard, error)) {
	row := needsDecision(t, s)
	course := row.Exam.CourseID.Raw()
	for _, text := range []string{row.Learner.Username.Raw(), row.Learner.Email.Raw(), row.Attempt.Code.Raw()} {
		found, err := s.FindLearners(t.Context(), model.LearnerQuery{Text: text, Limit: 50, Course: course})
		if err != nil || !slices.ContainsFunc(found, func(l model.Learner) bool { return l.ID == row.Learner.ID }) {
			t.Errorf("%q in %s finds %+v, %v", text, course, found, err)
		}
		if found, err := s.FindLearners(t.Context(), model.LearnerQuery{Text: text, Limit: 50, Course: "course-v1:No+SUCH+2026"}); err != nil || len(found) > 0 {
			t.Errorf("%q in a course that is not there finds %+v, %v", text, found, err)
		}
	}
	in := map[int64]bool{}
	for _, text := range []string{"a", "ma", "@"} {
		all, err := s.FindLearners(t.Context(), model.LearnerQuery{Text: text, Limit: 1000})
		here, errHere := s.FindLearners(t.Context(), model.LearnerQuery{Text: text, Limit: 1000, Course: course})
		if err != nil || errHere != nil || len(here) > len(all) {
			t.Fatalf("%q: %d in all, %v; %d in the course, %v", text, len(all), err, len(here), errHere)
		}
		for _, l := range here {
			in[l.ID] = true
		}
		for _, l := range all[:min(len(all), 20)] {
			c, err := card(l.ID)
			if err != nil {
				t.Fatal(err)
			}
			if has := slices.ContainsFunc(c.Courses, func(c model.CourseCard) bool { return c.Course.Raw() == course }); has != in[l.ID] && len(all) < 1000 {
				t.Errorf("%s has a card of %s: %v; %q finds them there: %v", l.Username, course, has, text, in[l.ID])
			}
		}
	}
}

// card looks that a learner's card has words for each exam and changes nothing.
func card(t *testing.T, s LearnerReading) {
	row := first(t, s, model.Filter{Section: model.SectionNeedsDecision})
	c, err := s.ReadLearner(t.Context(), row.Learner.ID)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, course := range c.Courses {
		for _, x := range course.Exams {
			if x.Standing.Where == "" || x.Standing.Next == "" {
				t.Errorf("%s says nothing: %+v", x.Exam.Name, x.Standing)
			}
			for _, a := range x.Attempts {
				found = found || a.Attempt.ID == row.Attempt.ID
			}
		}
	}
	if !found || len(c.Timeline) == 0 || c.Learner.Username != row.Learner.Username {
		t.Errorf("the card of %s lacks the attempt or what happened", row.Learner.Username)
	}
	for i := 1; i < len(c.Timeline); i++ {
		if c.Timeline[i].At.After(c.Timeline[i-1].At) {
			t.Fatalf("entry %d of the timeline is newer than the one before", i)
		}
	}
	if now, err := s.ReadAttempt(t.Context(), row.Attempt.ID); err != nil || !now.Version().Equal(row.Version()) {
		t.Errorf("reading the card changed the attempt: %v", err)
	}
	if _, err := s.ReadLearner(t.Context(), 1<<40); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("no such learner: %v", err)
	}
}
