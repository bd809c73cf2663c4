package desktest

import (
	"errors"
	"testing"
	"time"

	"examdesk/model"
)

// ExamReader checks the contract of [model.ExamReader].
func ExamReader(t *testing.T, f Fixture, s model.ExamReader) { exams(t, f, s) }

// ExamKeeping is [model.ExamKeeper] with a way to see what was written.
type ExamKeeping interface {
	model.ExamReader
	model.ExamKeeper
}

// ExamKeeper is the contract of [model.ExamKeeper].
func ExamKeeper(t *testing.T, f Fixture, fresh func(t *testing.T) ExamKeeping) {
	s := fresh(t)
	f.ask(t, "ExamKeeper", model.DeedSetExam, s)
	f.ask(t, "ExamKeeper", model.DeedSetPolicy, s)
	t.Run("plan", func(t *testing.T) { t.Parallel(); examPlans(t, s) })
	t.Run("policy", func(t *testing.T) { t.Parallel(); policy(t, fresh(t)) })
	t.Run("settings", func(t *testing.T) { t.Parallel(); settings(t, fresh(t)) })
}

// examPlans plans changes, which writes nothing.
func examPlans(t *testing.T, s ExamKeeping) {
	before := withPolicy(t, s)
	off, name := !before.Exam.IsActive, "Another name"
	p, err := s.PlanExam(t.Context(), model.ExamEdit{ExamID: before.Exam.ID, Active: &off, Name: &name, Expected: before.Exam.Modified})
	if err != nil || p.After.IsActive != off || p.After.Name.Raw() != name || p.Now.Exam.Name != before.Exam.Name {
		t.Errorf("an exam's plan: %+v, %v", p, err)
	}
	if _, err := s.PlanPolicy(t.Context(), model.PolicyChange{ExamID: before.Exam.ID, Text: "Other.", Expected: before.Policy.Version()}); err != nil {
		t.Errorf("a policy's plan: %v", err)
	}
	if _, err := s.PlanPolicy(t.Context(), model.PolicyChange{ExamID: before.Exam.ID, Text: "Other."}); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a stale plan: %v", err)
	}
	after, err := s.ReadExam(t.Context(), before.Exam.ID)
	if err != nil || !after.Exam.Modified.Equal(before.Exam.Modified) || !after.Policy.Version().Equal(before.Policy.Version()) {
		t.Errorf("a plan wrote something: %+v, %v", after, err)
	}
}

func exams(t *testing.T, f Fixture, s model.ExamReader) {
	all, err := s.ListExams(t.Context(), "")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d exams: %v", len(all), err)
	}
	if f.Holds.Exams != 0 && len(all) != f.Holds.Exams {
		t.Errorf("%d exams, want %d", len(all), f.Holds.Exams)
	}
	courses := map[model.Text]int{}
	for i, r := range all {
		courses[r.Exam.CourseID]++
		if i > 0 && !examsInOrder(all[i-1].Exam, r.Exam) {
			t.Errorf("exam %d is out of order", r.Exam.ID)
		}
		sameExam(t, s, r)
	}
	for course, n := range courses {
		some, err := s.ListExams(t.Context(), course.Raw())
		if err != nil || len(some) != n {
			t.Errorf("%s has %d exams, want %d (%v)", course, len(some), n, err)
		}
	}
	if none, err := s.ListExams(t.Context(), "course-v1:no+such+course"); err != nil || len(none) != 0 {
		t.Errorf("a course that is not known has %d exams (%v)", len(none), err)
	}
	if _, err := s.ReadExam(t.Context(), 1<<40); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an exam that is not there: %v", err)
	}
}

func examsInOrder(a, b model.Exam) bool {
	return a.CourseID < b.CourseID || a.CourseID == b.CourseID && a.ID < b.ID
}

// sameExam holds an exam's row against the exam as a whole.
func sameExam(t *testing.T, s model.ExamReader, r model.ExamRow) {
	t.Helper()
	if r.Exam.IsProctored != (r.Service.Name != "") {
		t.Errorf("exam %d, proctored %v, is at %q", r.Exam.ID, r.Exam.IsProctored, r.Service.Name)
	}
	d, err := s.ReadExam(t.Context(), r.Exam.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d.Exam.ID != r.Exam.ID || d.Exam.Name != r.Exam.Name || d.Service != r.Service || d.HasPolicy != r.HasPolicy || d.HasPolicy != (d.Policy != nil) {
		t.Errorf("list and detail of exam %d disagree: %+v, %+v", r.Exam.ID, r, d)
	}
}

// withPolicy returns an exam that has a review policy.
func withPolicy(t *testing.T, s model.ExamReader) model.ExamDetail {
	t.Helper()
	all, err := s.ListExams(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.HasPolicy {
			d, err := s.ReadExam(t.Context(), r.Exam.ID)
			if err != nil || d.Policy == nil {
				t.Fatalf("exam %d: %+v, %v", r.Exam.ID, d, err)
			}
			return d
		}
	}
	t.Fatal("no exam has a review policy")
	return model.ExamDetail{}
}

// policy changes a review policy, removes it and writes a new one.
func policy(t *testing.T, s ExamKeeping) {
	before := withPolicy(t, s)
	if !before.Change.OK {
		t.Errorf("the exam cannot be changed: %s", before.Change.Why)
	}
	change := model.PolicyChange{ExamID: before.Exam.ID, Text: "Open book.\nNo calls.", Expected: before.Policy.Version()}
	got, err := s.ChangePolicy(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	if got.Policy == nil || got.Policy.Text != "Open book.\nNo calls." || got.Policy.SetBy == "" {
		t.Errorf("the policy is %+v", got.Policy)
	}
	if len(got.Former) != len(before.Former)+1 || got.Former[0].Text != before.Policy.Text || got.Former[0].SetBy != before.Policy.SetBy {
		t.Errorf("the former policies are %+v", got.Former)
	}
	change.Text = "Mine."
	var conflict *model.ExamConflictError
	if _, err := s.ChangePolicy(t.Context(), change); model.CodeOf(err) != model.CodeConflict || !errors.As(err, &conflict) {
		t.Fatalf("a stale change: %v", err)
	}
	if conflict.Now.Policy == nil || conflict.Now.Policy.Text != got.Policy.Text {
		t.Errorf("the conflict shows %+v", conflict.Now.Policy)
	}
	takenAway(t, s, got.ExamDetail)
}

// takenAway takes a review policy away and writes a new one.
func takenAway(t *testing.T, s ExamKeeping, got model.ExamDetail) {
	t.Helper()
	gone, err := s.ChangePolicy(t.Context(), model.PolicyChange{ExamID: got.Exam.ID, Expected: got.Policy.Version()})
	if err != nil || gone.Policy != nil || gone.HasPolicy || len(gone.Former) != len(got.Former)+1 {
		t.Fatalf("after removing it: %+v, %v", gone.ExamDetail, err)
	}
	again, err := s.ChangePolicy(t.Context(), model.PolicyChange{ExamID: got.Exam.ID, Text: "Again.", Expected: gone.Policy.Version()})
	if err != nil || again.Policy == nil || again.Policy.Text != "Again." || len(again.Former) != len(gone.Former) {
		t.Errorf("a new one: %+v, %v", again.ExamDetail, err)
	}
	if _, err := s.ChangePolicy(t.Context(), model.PolicyChange{ExamID: 1 << 40, Text: "x"}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an exam that is not there: %v", err)
	}
}

// settings changes what a person may change of an exam.
func settings(t *testing.T, s ExamKeeping) {
	before := withPolicy(t, s)
	off := !before.Exam.IsActive
	got, err := s.ChangeExam(t.Context(), model.ExamEdit{ExamID: before.Exam.ID, Active: &off, Expected: before.Exam.Modified})
	if err != nil {
		t.Fatal(err)
	}
	want := before.Exam
	want.IsActive, want.Modified = off, got.Exam.Modified
	if got.Exam.IsActive != off || got.Exam.Name != want.Name || got.Exam.TimeLimitMins != want.TimeLimitMins || got.Exam.HideAfterDue != want.HideAfterDue {
		t.Errorf("the exam is %+v, want %+v", got.Exam, want)
	}
	_, err = s.ChangeExam(t.Context(), model.ExamEdit{ExamID: before.Exam.ID, Active: &off, Expected: before.Exam.Modified.Add(-time.Second)})
	if model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a stale change: %v", err)
	}
	never := 0
	_, err = s.ChangeExam(t.Context(), model.ExamEdit{ExamID: before.Exam.ID, TimeLimitMins: &never, Expected: got.Exam.Modified})
	if model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("no minutes: %v", err)
	}
}
