package desktest

import (
	"testing"

	"examdesk/model"
)

// ExamFinder checks the contract of [model.ExamFinder].
func ExamFinder(t *testing.T, f Fixture, s interface {
	model.AttemptStreamer
	model.CourseLister
	model.ExamFinder
}) {
	attempts := map[int64]int64{}
	for _, r := range collect(t, s.Attempts(t.Context(), model.AttemptQuery{})) {
		attempts[r.Exam.ID]++
	}
	all, err := s.ExamAttemptCounts(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	courses, err := s.ListCourses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	exams := 0
	for _, c := range courses {
		list := courseExams(t, s, c)
		exams += len(list)
		for _, x := range list {
			if all[x.ID] != attempts[x.ID] {
				t.Errorf("exam %d has %d attempts, counted %d", x.ID, attempts[x.ID], all[x.ID])
			}
		}
	}
	if f.Holds.Exams != 0 && exams != f.Holds.Exams {
		t.Errorf("%d exams, want %d", exams, f.Holds.Exams)
	}
	if none, err := s.CourseExams(t.Context(), "no/such/course", false); err != nil || len(none) != 0 {
		t.Errorf("a course that is not known: %d exams, %v", len(none), err)
	}
	if _, err := s.Exam(t.Context(), nobody); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an exam that is not there: %v", err)
	}
}

// courseExams returns a course's exams, each held against the exam alone.
func courseExams(t *testing.T, s model.ExamFinder, c model.Course) []model.Exam {
	t.Helper()
	list, err := s.CourseExams(t.Context(), c.ID.Raw(), false)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range list {
		if x.CourseID != c.ID || i > 0 && x.ID <= list[i-1].ID {
			t.Errorf("exam %d is out of place in %s", x.ID, c.ID)
		}
		if one, err := s.Exam(t.Context(), x.ID); err != nil || one.Name != x.Name || one.CourseID != c.ID {
			t.Errorf("exam %d alone: %+v, %v", x.ID, one, err)
		}
	}
	return list
}

// PolicyReader checks the contract of [model.PolicyReader].
func PolicyReader(t *testing.T, f Fixture, s interface {
	model.ExamReader
	model.PolicyReader
}) {
	all, err := s.ListExams(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	have := 0
	for _, r := range all {
		d, err := s.ReadExam(t.Context(), r.Exam.ID)
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.ReviewPolicy(t.Context(), r.Exam.ID)
		switch {
		case r.HasPolicy:
			have++
			if err != nil || p.Text != d.Policy.Text || p.ID != d.Policy.ID {
				t.Errorf("the policy of exam %d: %+v, %v", r.Exam.ID, p, err)
			}
		case model.CodeOf(err) != model.CodeNotFound:
			t.Errorf("exam %d has no policy: %v", r.Exam.ID, err)
		}
		former := collect(t, s.PolicyVersions(t.Context(), r.Exam.ID))
		if len(former) != len(d.Former) {
			t.Errorf("exam %d: %d former policies, the exam shows %d", r.Exam.ID, len(former), len(d.Former))
		}
	}
	if have == 0 || f.Holds.Policies != 0 && have != f.Holds.Policies {
		t.Errorf("%d policies, want %d", have, f.Holds.Policies)
	}
}

// sameOnboarding holds a walk against the board, where that is of enrolments too.
func sameOnboarding(t *testing.T, rows []model.OnboardingRow, board model.OnboardingBoard, enrolled int) {
	t.Helper()
	if !board.Enrolled {
		if enrolled != 0 {
			t.Errorf("%s: the board is not of the %d who are enrolled", board.Course, enrolled)
		}
		return
	}
	if enrolled != 0 && len(rows) != enrolled {
		t.Errorf("%s: %d learners, %d are enrolled", board.Course, len(rows), enrolled)
	}
	want := map[model.Text]model.OnboardingStatus{}
	for _, r := range board.Rows {
		want[r.Learner.Username] = r.Status
	}
	if len(rows) == 0 || len(rows) != len(want) {
		t.Errorf("%s: %d learners, the board has %d", board.Course, len(rows), len(want))
	}
	for _, r := range rows {
		if status, listed := want[r.Learner.Username]; !listed || status != r.Status {
			t.Errorf("%s: %s is %q, on the board %q", board.Course, r.Learner.Username, r.Status, status)
		}
	}
}

// OnboardingStreamer checks the contract of [model.OnboardingStreamer].
func OnboardingStreamer(t *testing.T, f Fixture, s interface {
	OnboardingListing
	model.OnboardingStreamer
}) {
	courses, err := s.ListCourses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	walked := 0
	for _, c := range courses {
		board, err := s.OnboardingBoard(t.Context(), c.ID.Raw())
		if model.CodeOf(err) == model.CodeNotFound {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		walked++
		sameOnboarding(t, collect(t, s.Onboarding(t.Context(), model.BoardQuery{Course: c.ID.Raw()})), board, f.Holds.Enrolled)
	}
	if walked == 0 {
		t.Error("no course has onboarding")
	}
	for _, err := range s.Onboarding(t.Context(), model.BoardQuery{Course: "no/such/course"}) {
		if model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("a course that is not known: %v", err)
		}
		return
	}
	t.Error("a course that is not known has an empty onboarding instead of an error")
}

// Reporter checks the contract of [model.Reporter].
func Reporter(t *testing.T, f Fixture, s interface {
	model.AttemptStreamer
	model.CourseLister
	model.Reporter
}) {
	courses, err := s.ListCourses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reported, counted, remarks := 0, 0, 0
	for _, c := range courses {
		for _, practice := range []bool{false, true} {
			for _, x := range collect(t, s.Violations(t.Context(), c.ID.Raw(), practice)) {
				reported++
				for _, texts := range x.Comments {
					remarks += len(texts)
				}
				if x.Row.Exam.CourseID != c.ID || x.Row.Exam.IsPracticeExam != practice {
					t.Errorf("attempt %d is in the report of another course or kind", x.Row.Attempt.ID)
				}
			}
		}
		counts, err := s.CourseStatuses(t.Context(), c.ID.Raw())
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range counts {
			counted += n.Count
		}
	}
	all := collect(t, s.Attempts(t.Context(), model.AttemptQuery{}))
	if reported != len(all) || counted != len(all) || remarks == 0 || f.Holds.Attempts != 0 && reported != f.Holds.Attempts {
		t.Errorf("%d attempts reported with %d comments and %d counted, of %d", reported, remarks, counted, len(all))
	}
}
