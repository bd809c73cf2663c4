package desktest

import (
	"testing"

	"examdesk/model"
)

// OnboardingListing is [model.OnboardingLister] with a way to know the courses.
type OnboardingListing interface {
	model.CourseLister
	model.OnboardingLister
}

// OnboardingLister checks the contract of [model.OnboardingLister].
func OnboardingLister(t *testing.T, _ Fixture, s OnboardingListing) { onboarding(t, s) }

// onboarding reads the board of each course; some course has one.
func onboarding(t *testing.T, s OnboardingListing) {
	courses, err := s.ListCourses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	boards := 0
	for _, c := range courses {
		b, err := s.OnboardingBoard(t.Context(), c.ID.Raw())
		if model.CodeOf(err) == model.CodeNotFound && err != nil {
			continue
		}
		if err != nil || b.Course != c.ID || !b.Exam.IsPracticeExam || !b.Service.Onboarding {
			t.Fatalf("%s: %+v, %v", c.ID, b, err)
		}
		boards++
		sum := 0
		for _, n := range b.Counts() {
			sum += n.Count
		}
		if sum != len(b.Rows) || sum == 0 {
			t.Errorf("%s: %d learners, %d counted", c.ID, len(b.Rows), sum)
		}
		for _, r := range b.Rows {
			approved := r.Status == model.BoardVerified || r.Status == model.BoardOtherCourse
			if approved != (r.Expires != nil) || (r.Status == model.BoardOtherCourse) != (r.Elsewhere != "") {
				t.Errorf("%s: %+v", c.ID, r)
			}
		}
	}
	if boards == 0 {
		t.Error("no course has an onboarding board")
	}
	if _, err := s.OnboardingBoard(t.Context(), "course-v1:no+such+course"); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("a course that is not known: %v", err)
	}
}
