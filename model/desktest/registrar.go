package desktest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// Registering is [model.ExamRegistrar] with a way to see what was written.
type Registering interface {
	model.ExamReader
	model.ExamRegistrar
	model.DeedAsker
}

// ExamRegistrar is the contract of [model.ExamRegistrar].
func ExamRegistrar(t *testing.T, f Fixture, fresh func(t *testing.T) Registering) {
	s := fresh(t)
	f.ask(t, "ExamRegistrar", model.DeedCreateExam, s)
	f.ask(t, "ExamRegistrar", model.DeedRegisterExams, s)
	t.Run("create", func(t *testing.T) { t.Parallel(); createsExam(t, s) })
	t.Run("register", func(t *testing.T) { t.Parallel(); registersExams(t, fresh(t)) })
	t.Run("refusals", func(t *testing.T) { t.Parallel(); refusesExams(t, fresh(t)) })
}

const newCourse = "course-v1:NordicU+NEW+2026"

func newExam() model.Exam {
	due := time.Date(2027, 2, 1, 12, 0, 0, 0, time.UTC)
	return model.Exam{
		CourseID: newCourse, ContentID: "block-v1:NordicU+NEW+2026+type@sequential+block@e1", Name: "Entrance", TimeLimitMins: 45,
		DueDate: &due, IsProctored: true, IsActive: true,
	}
}

// createsExam creates an exam once.
func createsExam(t *testing.T, s Registering) {
	before, err := s.ListExams(t.Context(), "")
	no(t, err)
	plan, err := s.PlanNewExam(t.Context(), newExam())
	no(t, err)
	if after, err := s.ListExams(t.Context(), ""); err != nil || len(after) != len(before) {
		t.Errorf("a plan created an exam: %v", err)
	}
	done, err := s.CreateExam(t.Context(), newExam())
	no(t, err)
	if plan.Verb != model.ExamCreated || done.Verb != model.ExamCreated || done.After.ID == 0 || plan.After.Backend == "" {
		t.Errorf("planned %+v, done %+v", plan, done)
	}
	sameOutcome(t, plan, done)
	d, err := s.ReadExam(t.Context(), done.After.ID)
	if want := newExam(); err != nil || d.Exam.Name != want.Name || d.Exam.TimeLimitMins != want.TimeLimitMins || !d.Exam.DueDate.Equal(*want.DueDate) || !d.Exam.IsProctored {
		t.Errorf("the exam is %+v, %v", d.Exam, err)
	}
	for _, again := range []func() (model.ExamOutcome, error){
		func() (model.ExamOutcome, error) { return s.PlanNewExam(t.Context(), newExam()) },
		func() (model.ExamOutcome, error) { return s.CreateExam(t.Context(), newExam()) },
	} {
		if _, err := again(); model.CodeOf(err) != model.CodeConflict {
			t.Errorf("the same block again: %v", err)
		}
	}
}

// sameOutcome holds what was done against what was planned.
func sameOutcome(t *testing.T, plan, done model.ExamOutcome) {
	t.Helper()
	if diff := cmp.Diff(model.ActivityEffects(plan.Effects), model.ActivityEffects(done.Effects)); diff != "" {
		t.Errorf("the plan has other effects than the deed:\n%s", diff)
	}
	if diff := cmp.Diff(plan.Changes(), done.Changes()); diff != "" {
		t.Errorf("the plan has other changes than the deed:\n%s", diff)
	}
}

// listed returns a course's exams as a list to register.
func listed(t *testing.T, s Registering, course string) (out []model.ExamRegistration) {
	t.Helper()
	rows, err := s.ListExams(t.Context(), course)
	no(t, err)
	for _, r := range rows {
		e := r.Exam
		name := e.Name.Raw()
		out = append(out, model.ExamRegistration{ContentID: e.ContentID.Raw(), ExamChange: model.ExamChange{
			Name: &name, TimeLimitMins: &e.TimeLimitMins, IsProctored: &e.IsProctored, IsPracticeExam: &e.IsPracticeExam,
			IsActive: &e.IsActive, HideAfterDue: &e.HideAfterDue, DueDate: e.DueDate,
		}})
	}
	return out
}

// registersExams registers a course whose first exam stays, whose second is renamed,
// whose others are deactivated where they are active, and which gets a new one.
func registersExams(t *testing.T, s Registering) {
	all, err := s.ListExams(t.Context(), "")
	no(t, err)
	course := all[0].Exam.CourseID.Raw()
	list := listed(t, s, course)[:2]
	renamed, added := "Renamed", list[0]
	list[1].Name = &renamed
	added.ContentID = "block-new"
	r := model.CourseRegistration{Course: course, Exams: append(list, added)}
	plan, err := s.PlanRegistration(t.Context(), r)
	no(t, err)
	if _, err := s.RegisterExams(t.Context(), r); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("registered without having seen what there is: %v", err)
	}
	r.Expected = plan.Now
	done, err := s.RegisterExams(t.Context(), r)
	no(t, err)
	if len(plan.Exams) < 3 || len(plan.Exams) != len(done.Exams) {
		t.Fatalf("planned %d exams, done %d", len(plan.Exams), len(done.Exams))
	}
	for i, p := range plan.Exams {
		sameOutcome(t, p, done.Exams[i])
		d, err := s.ReadExam(t.Context(), done.Exams[i].After.ID)
		if err != nil || d.Exam.Name != p.After.Name || d.Exam.IsActive != p.After.IsActive || d.Exam.IsProctored != p.After.IsProctored {
			t.Errorf("planned %+v, found %+v, %v", p.After, d.Exam, err)
		}
		if i > 2 && (p.Verb != model.ExamDeactivated || d.Exam.IsActive || d.Exam.IsProctored) {
			t.Errorf("an exam that is not in the list: %s, %+v", p.Verb, d.Exam)
		}
	}
	verbs := []model.ExamVerb{plan.Exams[0].Verb, plan.Exams[1].Verb, plan.Exams[2].Verb}
	if !slices.Equal(verbs, []model.ExamVerb{model.ExamUnchanged, model.ExamUpdated, model.ExamCreated}) {
		t.Errorf("the list is %v", verbs)
	}
	if _, err := s.RegisterExams(t.Context(), r); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a stale registration: %v", err)
	}
	again, err := s.PlanRegistration(t.Context(), r)
	no(t, err)
	for _, o := range again.Exams {
		if o.Verb != model.ExamUnchanged {
			t.Errorf("a second time, %s is %s: %v", o.After.ContentID, o.Verb, o.Changes())
		}
	}
}

// refusesExams hands in exams that nobody could take, and lists that are incomplete.
func refusesExams(t *testing.T, s Registering) {
	for what, change := range map[string]func(*model.Exam){
		"no course": func(e *model.Exam) { e.CourseID = "nowhere" }, "no block": func(e *model.Exam) { e.ContentID = "" },
		"no name": func(e *model.Exam) { e.Name = " " }, "no time": func(e *model.Exam) { e.TimeLimitMins = 0 },
		"no such service": func(e *model.Exam) { e.Backend = "nobody" },
	} {
		exam := newExam()
		change(&exam)
		if _, err := s.PlanNewExam(t.Context(), exam); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%s, planned: %v", what, err)
		}
		if _, err := s.CreateExam(t.Context(), exam); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	all, err := s.ListExams(t.Context(), "")
	no(t, err)
	one := listed(t, s, all[0].Exam.CourseID.Raw())[0]
	nameless, timeless, nowhere, nobody := one, one, one, "nobody"
	nameless.Name, timeless.TimeLimitMins, nowhere.Backend = nil, new(int), &nobody
	for what, list := range map[string][]model.ExamRegistration{
		"twice": {one, one}, "no block": {{ExamChange: one.ExamChange}}, "no name": {nameless}, "no time": {timeless}, "no such service": {nowhere},
	} {
		r := model.CourseRegistration{Course: all[0].Exam.CourseID.Raw(), Exams: list}
		if _, err := s.PlanRegistration(t.Context(), r); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := s.PlanRegistration(t.Context(), model.CourseRegistration{Course: "nowhere"}); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("no course: %v", err)
	}
}
