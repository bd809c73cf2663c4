package engine

import (
	"testing"

	"examdesk/model"
)

// A word names one learner exactly before it names those that have it anywhere.
func TestLearnersNamed(t *testing.T) {
	t.Parallel()
	for _, migrate := range []bool{false, true} {
		e, _ := fresh(t, migrate)
		row := someAttempt(t, e, model.Filter{Learner: "zoe_hernandez"})
		for name, c := range map[string]struct {
			id   int64
			want int
		}{
			"learner":                      {want: 1}, // others have it in their names
			"LEARNER@students.example.edu": {want: 1},
			"105":                          {id: 105, want: 1},
			"999999":                       {id: 999999},
			row.Attempt.Code.Raw():         {want: 1},
			"nobody.at.all":                {},
		} {
			found, err := e.LearnersNamed(t.Context(), name, c.id)
			if err != nil || len(found) != c.want {
				t.Errorf("%q: %d learners (%v), want %d", name, len(found), err, c.want)
			}
		}
		if found, err := e.LearnersNamed(t.Context(), "ingrid", 0); err != nil || len(found) < 2 {
			t.Errorf("a part of several names found %d (%v)", len(found), err)
		}
	}
}

func TestAttemptIDByCode(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, false)
	row := someAttempt(t, e, model.Filter{Statuses: []model.AttemptStatus{model.Verified}})
	if id, err := e.AttemptIDByCode(t.Context(), row.Attempt.Code.Raw()); err != nil || id != row.Attempt.ID {
		t.Errorf("found %d (%v), want %d", id, err, row.Attempt.ID)
	}
	if _, err := e.AttemptIDByCode(t.Context(), "NO-SUCH-CODE"); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an unknown code: %v", err)
	}
}

// The counts of a course are those of its exams; no course is all of them.
func TestExamAttemptCounts(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, false)
	all, err := e.ExamAttemptCounts(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	courses, err := e.ListCourses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range courses {
		counts, err := e.ExamAttemptCounts(t.Context(), c.ID.Raw())
		if err != nil || len(counts) != len(c.Exams) {
			t.Errorf("%s: %d counts (%v) of %d exams", c.ID, len(counts), err, len(c.Exams))
		}
		for id, n := range counts {
			if all[id] != n {
				t.Errorf("exam %d has %d attempts in its course and %d in all", id, n, all[id])
			}
		}
	}
	if counts, err := e.ExamAttemptCounts(t.Context(), "nowhere"); err != nil || len(counts) != 0 {
		t.Errorf("an unknown course has %v (%v)", counts, err)
	}
}

// The card says of an attempt what `attempt view` says of it: both look at the
// review.
func TestStandingOnTheCard(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, false)
	row := someAttempt(t, e, model.Filter{Learner: "zoe_hernandez", Statuses: []model.AttemptStatus{model.SecondReviewRequired}})
	want, err := e.Standing(t.Context(), row)
	if err != nil {
		t.Fatal(err)
	}
	card, err := e.ReadLearner(t.Context(), row.Learner.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range card.Courses {
		for _, x := range c.Exams {
			if x.Exam.ID == row.Exam.ID && x.Standing.Where != want.Where {
				t.Errorf("the card says %q, the attempt %q", x.Standing.Where, want.Where)
			}
		}
	}
}
