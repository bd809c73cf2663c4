package engine

import (
	"context"
	"testing"

	"examdesk/model"
	"examdesk/store"
)

// benchCourse is a course with its newest attempts.
func benchCourse(b *testing.B, e *rig) (course string, rows []model.AttemptRow) {
	b.Helper()
	courses, err := e.ListCourses(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	course = courses[0].ID.Raw()
	if rows, err = e.CourseAttempts(context.Background(), course, "", model.Window{Limit: 3000}); err != nil || len(rows) == 0 {
		b.Fatalf("no attempts in %s: %v", course, err)
	}
	return course, rows
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCourseAttempts lists the attempts of a course: a page at its
// beginning and deep in it, the learners with a text in their names, and all.
func BenchmarkCourseAttempts(b *testing.B) {
	ctx, e := context.Background(), benchEngine(b)
	course, rows := benchCourse(b, e)
	for name, c := range map[string]struct {
		search string
		w      model.Window
	}{
		"first page": {"", model.Window{Limit: 25}}, "deep": {"", model.Window{Offset: len(rows) - 25, Limit: 25}},
		"search": {rows[0].Learner.Username.Raw()[:3], model.Window{Limit: 25}}, "all": {},
	} {
		b.Run(name, func(b *testing.B) {
			timed(b, func(int) { must(b, second(e.CourseAttempts(ctx, course, c.search, c.w))) })
		})
	}
}

func BenchmarkViolationReport(b *testing.B) {
	e := benchEngine(b)
	course, _ := benchCourse(b, e)
	timed(b, func(int) { must(b, second(e.ViolationReport(context.Background(), course, false))) })
}

// BenchmarkLearnerReads are what a learner's pages ask for.
func BenchmarkLearnerReads(b *testing.B) {
	ctx, e := context.Background(), benchEngine(b)
	_, rows := benchCourse(b, e)
	for name, read := range map[string]func(model.AttemptRow) error{
		"active exams": func(r model.AttemptRow) error { return second(e.ActiveExams(ctx, r.Learner.ID, "")) },
		"attempts":     func(r model.AttemptRow) error { return second(e.UserAttempts(ctx, r.Learner.ID, r.Exam.ID)) },
		"completion": func(r model.AttemptRow) error {
			return second(e.LastCompletion(ctx, r.Exam.CourseID.Raw(), r.Learner.Username.Raw()))
		},
		"onboarding": func(r model.AttemptRow) error {
			return second(e.OnboardingStatus(ctx, r.Exam.CourseID.Raw(), r.Learner.ID, "proctorco"))
		},
		"due date": func(r model.AttemptRow) error { return second(e.DueDate(ctx, r.Exam, r.Learner.ID)) },
	} {
		b.Run(name, func(b *testing.B) { timed(b, func(i int) { must(b, read(rows[i%len(rows)])) }) })
	}
}

// BenchmarkCourseOnboarding is the board of a course with up to 3,000 learners.
func BenchmarkCourseOnboarding(b *testing.B) {
	ctx, e := context.Background(), benchEngine(b)
	course, rows := benchCourse(b, e)
	p := &platform{}
	seen := map[int64]bool{}
	for _, r := range rows {
		if !seen[r.Learner.ID] {
			seen[r.Learner.ID] = true
			p.enrolled = append(p.enrolled, model.Enrollment{Username: r.Learner.Username.Raw(), Mode: "verified"})
		}
	}
	exam, err := view(ctx, e, func(tx *store.Tx) (*model.Exam, error) { return tx.OnboardingExam(ctx, course) })
	if err != nil || exam == nil {
		b.Skipf("%s has no onboarding exam: %v", course, err)
	}
	e.cfg.Platform = p
	e.cfg.Backends.ByName[exam.Backend.Raw()] = model.Backend{Name: exam.Backend.Raw(), SupportsOnboarding: true}
	timed(b, func(int) { must(b, second(e.CourseOnboarding(ctx, model.BoardQuery{Course: course}))) })
	b.ReportMetric(float64(len(p.enrolled)), "learners")
}

func BenchmarkCourseAllowances(b *testing.B) {
	e := benchEngine(b)
	course, _ := benchCourse(b, e)
	timed(b, func(int) { must(b, second(e.CourseAllowances(context.Background(), course))) })
}
