package desktest

import (
	"iter"
	"testing"

	"examdesk/model"
)

// collect walks to the end.
func collect[T any](t *testing.T, list iter.Seq2[T, error]) (out []T) {
	t.Helper()
	for x, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

// AttemptStreaming is [model.AttemptStreamer] with the pages that it is held against.
type AttemptStreaming interface {
	model.AttemptFinder
	model.AttemptStreamer
}

// AttemptStreamer is the contract of [model.AttemptStreamer].
func AttemptStreamer(t *testing.T, f Fixture, s AttemptStreaming) {
	for _, q := range []model.AttemptQuery{{}, {NewestFirst: true}, {Filter: model.Filter{Section: model.SectionNeedsDecision}}} {
		got := collect(t, s.Attempts(t.Context(), q))
		paged := q
		paged.Limit = 100
		want := walk(t, s, paged)
		if len(got) != len(want) || len(got) == 0 {
			t.Fatalf("%+v: %d attempts, the pages have %d", q, len(got), len(want))
		}
		for i := range got {
			if got[i].Attempt.ID != want[i].Attempt.ID || got[i].Comments != want[i].Comments {
				t.Fatalf("%+v: attempt %d differs from the pages'", q, i)
			}
		}
		if q.Filter.Section == "" && f.Holds.Attempts != 0 && len(got) != f.Holds.Attempts {
			t.Errorf("%d attempts, want %d", len(got), f.Holds.Attempts)
		}
	}
	next, stop := iter.Pull2(s.Attempts(t.Context(), model.AttemptQuery{}))
	if _, err, more := next(); err != nil || !more {
		t.Errorf("the first attempt alone: %v, %v", more, err)
	}
	stop() // whoever has seen enough may stop
}

// AttemptLocating is [model.AttemptLocator] with a way to know what to locate.
type AttemptLocating interface {
	model.AttemptFinder
	model.AttemptLocator
}

// AttemptLocator is the contract of [model.AttemptLocator].
func AttemptLocator(t *testing.T, _ Fixture, s AttemptLocating) {
	row := needsDecision(t, s)
	if id, err := s.AttemptIDByCode(t.Context(), row.Attempt.Code.Raw()); err != nil || id != row.Attempt.ID {
		t.Errorf("by code: %d, %v", id, err)
	}
	if _, err := s.AttemptIDByCode(t.Context(), "no such code"); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("a code that is not there: %v", err)
	}
	own, err := s.UserAttempts(t.Context(), row.Learner.ID, row.Exam.ID)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for i, r := range own {
		found = found || r.Attempt.ID == row.Attempt.ID
		if r.Learner.ID != row.Learner.ID || r.Exam.ID != row.Exam.ID || i > 0 && r.Attempt.Created.After(own[i-1].Attempt.Created) {
			t.Errorf("attempt %d does not belong here", r.Attempt.ID)
		}
	}
	if !found {
		t.Errorf("attempt %d is not among the learner's own", row.Attempt.ID)
	}
	if own, err := s.UserAttempts(t.Context(), nobody, row.Exam.ID); err != nil || len(own) != 0 {
		t.Errorf("nobody's attempts: %d, %v", len(own), err)
	}
}

// Follower checks the contract of [model.Follower] while nothing happens.
func Follower(t *testing.T, _ Fixture, s interface {
	model.AttemptFinder
	model.Follower
}) {
	before, err := s.Edition(t.Context())
	if err != nil || before == "" {
		t.Fatalf("edition %q, %v", before, err)
	}
	row := needsDecision(t, s)
	rows, err := s.ReadRows(t.Context(), []int64{row.Attempt.ID, nobody})
	if err != nil || len(rows) != 1 || !rows[0].Version().Equal(row.Version()) || rows[0].Learner != row.Learner || rows[0].Comments != row.Comments {
		t.Errorf("rows %+v, %v", rows, err)
	}
	if after, err := s.Edition(t.Context()); err != nil || after != before {
		t.Errorf("nothing was written, and the edition is %q after %q (%v)", after, before, err)
	}
}

// FilterReader checks the contract of [model.FilterReader].
func FilterReader(t *testing.T, _ Fixture, s interface {
	model.AttemptFinder
	model.FilterReader
}) {
	row := needsDecision(t, s)
	known, err := s.ReadFilter(t.Context(), model.Filter{Learner: row.Learner.Username.Raw(), Courses: []string{row.Exam.CourseID.Raw()}})
	if err != nil || len(known.Sentences()) != 0 || known.Filter.Learner != row.Learner.Username.Raw() {
		t.Errorf("names that are there: %+v, %v", known, err)
	}
	for _, f := range []model.Filter{{Learner: "no_such_learner"}, {Courses: []string{"course-v1:no+such+course"}}} {
		if r, err := s.ReadFilter(t.Context(), f); err != nil || len(r.Notes) == 0 {
			t.Errorf("a name that is not there: %+v, %v", r, err)
		}
	}
}

// CourseLister checks the contract of [model.CourseLister].
func CourseLister(t *testing.T, f Fixture, s interface {
	model.AttemptFinder
	model.CourseLister
}) {
	courses, err := s.ListCourses(t.Context())
	if err != nil || len(courses) == 0 || f.Holds.Courses != 0 && len(courses) != f.Holds.Courses {
		t.Fatalf("%d courses, want %d (%v)", len(courses), f.Holds.Courses, err)
	}
	seen := map[model.Text]bool{}
	for _, c := range courses {
		if seen[c.ID] || len(c.Exams) == 0 {
			t.Errorf("course %s twice, or without exams", c.ID)
		}
		seen[c.ID] = true
		for _, x := range c.Exams {
			if x.CourseID != c.ID {
				t.Errorf("exam %d of %s is listed in %s", x.ID, x.CourseID, c.ID)
			}
		}
	}
	if row := needsDecision(t, s); !seen[row.Exam.CourseID] {
		t.Errorf("the course %s of attempt %d is not listed", row.Exam.CourseID, row.Attempt.ID)
	}
}
