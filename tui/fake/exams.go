package fake

import (
	"context"
	"fmt"
	"time"

	"examdesk/model"
)

// The questions about exams and onboarding, as a [Hook] sees them.
const (
	OpExams  Op = "exams"
	OpExam   Op = "exam"
	OpPolicy Op = "policy"
	OpEdit   Op = "edit"
	OpBoard  Op = "board"
)

var (
	_ model.ExamReader       = exams{}
	_ model.ExamKeeper       = exams{}
	_ model.OnboardingLister = exams{}
)

// exams has the exams, their review policies and the onboarding of a course.
type exams struct{ *memory }

// courseExams returns all exams: those of the attempts, and one of each other kind.
func (s exams) courseExams() []model.Exam {
	out := made()
	more := func(id int64, course, name model.Text, backend model.Text, edit func(*model.Exam)) {
		e := model.Exam{
			ID: id, CourseID: course, ContentID: model.Text(fmt.Sprint("block-v1:exam+", id)), Name: name, TimeLimitMins: 45,
			IsProctored: true, IsActive: true, Backend: backend,
		}
		edit(&e)
		out = append(out, e)
	}
	stats, law := out[0].CourseID, out[2].CourseID
	more(6, stats, "Onboarding & practice exam", "test", func(e *model.Exam) { e.IsPracticeExam = true })
	more(7, stats, "Weekly quiz", "", func(e *model.Exam) { e.IsProctored = false })
	more(8, law, "Resit", "proctorco", func(e *model.Exam) { e.HideAfterDue = true })
	more(9, law, "Lab test", "", func(e *model.Exam) { e.IsActive = false })
	for i := range out {
		e := &out[i]
		e.Name = s.text(e.Name.Raw())
		e.Created, e.Modified = s.cfg.Now.Add(-120*24*time.Hour), s.cfg.Now.Add(-90*24*time.Hour)
		if e.ID%2 == 0 && !e.IsPracticeExam {
			due := s.cfg.Now.Add(9 * 24 * time.Hour)
			e.DueDate = &due
		}
		if e.Backend != "" && e.IsProctored {
			e.ExternalID = s.text(fmt.Sprint("ex-", e.ID))
		}
	}
	return out
}

// exam returns the present state of an exam.
func (s exams) exam(id int64) (examState, bool) {
	if st, ok := s.kept[id]; ok {
		return st, true
	}
	for _, e := range s.courseExams() {
		if e.ID != id {
			continue
		}
		st := examState{exam: e}
		if e.IsProctored && !e.IsPracticeExam {
			st.policy = &model.Policy{
				ID: id, Text: s.text("Closed book. Two sheets of handwritten notes; headphones not allowed.\nShort breaks are announced to the camera."),
				SetBy: s.text("prof.lind"), Modified: s.cfg.Now.Add(-60 * 24 * time.Hour),
			}
			st.former = []model.FormerPolicy{{ID: 1, Text: s.text("Closed book."), SetBy: s.text("r.adeyemi"), Replaced: s.cfg.Now.Add(-60 * 24 * time.Hour)}}
		}
		return st, true
	}
	return examState{}, false
}

func (s exams) examDetail(st examState) model.ExamDetail {
	d := model.ExamDetail{Policy: st.policy, Former: st.former, Change: model.Capability{OK: true}}
	d.Exam, d.Due, d.HasPolicy = st.exam, st.exam.DueDate, st.policy != nil
	d.Service = model.DefaultBackends().ServiceOf(st.exam, st.exam.Backend == "test")
	if err := s.mayKeep(st.exam); err != nil {
		d.Change = model.Capability{Why: model.Sentence(err)}
	}
	return d
}

func (s exams) mayKeep(exam model.Exam) error {
	if s.cfg.ReadOnly != "" {
		return model.Errorf(model.CodeReadOnly, "%s", s.cfg.ReadOnly)
	}
	return s.may(model.DeedSetExam, exam, 0)
}

// ListExams implements [model.ExamReader].
func (s exams) ListExams(ctx context.Context, course string) ([]model.ExamRow, error) {
	if err := s.enter(ctx, OpExams); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cfg.Attempts == 0 {
		return nil, nil
	}
	var out, later []model.ExamRow
	for _, e := range s.courseExams() {
		st, _ := s.exam(e.ID)
		row := s.examDetail(st).ExamRow
		switch {
		case course != "" && course != e.CourseID.Raw():
		case e.CourseID == s.courseExams()[0].CourseID:
			later = append(later, row)
		default:
			out = append(out, row)
		}
	}
	return append(out, later...), nil
}

// ReadExam implements [model.ExamReader].
func (s exams) ReadExam(ctx context.Context, id int64) (model.ExamDetail, error) {
	if err := s.enter(ctx, OpExam); err != nil {
		return model.ExamDetail{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st, ok := s.exam(id)
	if !ok {
		return model.ExamDetail{}, model.Errorf(model.CodeNotFound, "There is no exam %d.", id)
	}
	return s.examDetail(st), nil
}

// PlanPolicy implements [model.ExamKeeper].
func (s exams) PlanPolicy(ctx context.Context, c model.PolicyChange) (p model.ExamPlan, err error) {
	return s.planExam(ctx, OpPolicy, c.ExamID, func(st examState) (model.Exam, error) {
		if !st.policy.Version().Equal(c.Expected) {
			return st.exam, model.AsExamConflict(s.examDetail(st))
		}
		return st.exam, nil
	})
}

// PlanExam implements [model.ExamKeeper].
func (s exams) PlanExam(ctx context.Context, c model.ExamEdit) (p model.ExamPlan, err error) {
	return s.planExam(ctx, OpEdit, c.ExamID, func(st examState) (model.Exam, error) {
		if !st.exam.Modified.Equal(c.Expected) {
			return st.exam, model.AsExamConflict(s.examDetail(st))
		}
		return c.Apply(st.exam)
	})
}

func (s exams) planExam(ctx context.Context, op Op, id int64, after func(examState) (model.Exam, error)) (p model.ExamPlan, err error) {
	if err := s.enter(ctx, op); err != nil {
		return p, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st, ok := s.exam(id)
	if !ok {
		return p, model.Errorf(model.CodeNotFound, "There is no exam %d.", id)
	}
	if err := s.mayKeep(st.exam); err != nil {
		return p, err
	}
	p.Now = s.examDetail(st)
	p.After, err = after(st)
	return p, err
}

// ChangePolicy implements [model.ExamKeeper].
func (s exams) ChangePolicy(ctx context.Context, c model.PolicyChange) (model.ExamChanged, error) {
	return s.keep(ctx, OpPolicy, c.ExamID, func(st *examState) error {
		if !st.policy.Version().Equal(c.Expected) {
			return model.AsExamConflict(s.examDetail(*st))
		}
		s.setPolicy(st, c.Text, s.cfg.Reviewer.Username)
		return nil
	})
}

// ChangeExam implements [model.ExamKeeper].
func (s exams) ChangeExam(ctx context.Context, c model.ExamEdit) (model.ExamChanged, error) {
	return s.keep(ctx, OpEdit, c.ExamID, func(st *examState) error {
		if !st.exam.Modified.Equal(c.Expected) {
			return model.AsExamConflict(s.examDetail(*st))
		}
		after, err := c.Apply(st.exam)
		if err != nil {
			return err
		}
		st.exam = after
		st.exam.Modified = s.cfg.Now
		return nil
	})
}

func (s exams) keep(ctx context.Context, op Op, id int64, change func(*examState) error) (model.ExamChanged, error) {
	if err := s.enter(ctx, op); err != nil {
		return model.ExamChanged{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st, ok := s.exam(id)
	if !ok {
		return model.ExamChanged{}, model.Errorf(model.CodeNotFound, "There is no exam %d.", id)
	}
	if err := s.mayKeep(st.exam); err != nil {
		return model.ExamChanged{}, err
	}
	if err := change(&st); err != nil {
		return model.ExamChanged{}, err
	}
	s.keepExam(id, st)
	return model.ExamChanged{ExamDetail: s.examDetail(st)}, nil
}

func (s exams) keepExam(id int64, st examState) {
	if s.kept == nil {
		s.kept = map[int64]examState{}
	}
	s.kept[id] = st
}

// setPolicy replaces a policy; each replacement is a microsecond later than the
// one before, so that their versions differ.
func (s exams) setPolicy(st *examState, text string, by model.Text) {
	at := s.cfg.Now.Add(time.Duration(len(st.former)) * time.Microsecond)
	id := st.exam.ID
	if p := st.policy; p != nil {
		id = p.ID
		st.former = append([]model.FormerPolicy{{ID: int64(len(st.former) + 1), Text: p.Text, SetBy: p.SetBy, Replaced: at}}, st.former...)
	}
	st.policy = nil
	if text != "" {
		st.policy = &model.Policy{ID: id, Text: model.Text(text), SetBy: by, Modified: at}
	}
}

// SetPolicy changes an exam's policy as another person would.
func (s exams) SetPolicy(id int64, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.exam(id); ok {
		s.setPolicy(&st, text, s.text("m.okafor"))
		s.keepExam(id, st)
	}
}

// PolicyOf returns an exam's present policy; "" if it has none.
func (s exams) PolicyOf(id int64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.exam(id); ok && st.policy != nil {
		return st.policy.Text.Raw()
	}
	return ""
}

// IsActive reports whether an exam is active now.
func (s exams) IsActive(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, _ := s.exam(id)
	return st.exam.IsActive
}

// boardLearners is the number of learners in a course.
const boardLearners = 60

// OnboardingBoard implements [model.OnboardingLister].
func (s exams) OnboardingBoard(ctx context.Context, course string) (model.OnboardingBoard, error) {
	if err := s.enter(ctx, OpBoard); err != nil {
		return model.OnboardingBoard{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b := model.OnboardingBoard{Course: model.Text(course), Enrolled: true}
	st, _ := s.exam(6)
	if st.exam.CourseID.Raw() != course {
		return b, model.Errorf(model.CodeNotFound, "%s has no active, proctored practice exam, so it has no onboarding.", course)
	}
	b.Exam, b.Service = st.exam, model.DefaultBackends().ServiceOf(st.exam, false)
	var rows []model.OnboardingRow
	var attempts []model.OnboardingAttempt
	for i := range min(boardLearners, s.cfg.Attempts) {
		l := s.learner(i)
		rows = append(rows, model.OnboardingRow{Learner: l, Mode: "verified"})
		if a, ok := s.onboarding(i, l.ID, b.Exam.CourseID); ok {
			attempts = append(attempts, a)
		}
	}
	b.Rows = model.BoardRows(rows, attempts)
	return b, nil
}

// onboarding returns a learner's attempt at an onboarding exam, if there is one.
func (s exams) onboarding(i int, user int64, course model.Text) (model.OnboardingAttempt, bool) {
	statuses := []model.AttemptStatus{
		model.Verified, model.Submitted, model.Verified, "", model.Rejected, model.Created, model.Verified, model.Errored, model.Started,
		model.OnboardingReset, model.TimedOut,
	}
	a := model.OnboardingAttempt{ID: int64(i) + 1, UserID: user, Status: statuses[i%len(statuses)], Course: course, InCourse: true}
	a.Modified = s.cfg.Now.Add(-time.Duration(i*6) * 24 * time.Hour)
	if i%len(statuses) == 2 {
		a.InCourse, a.Course = false, s.text("course-v1:NU+LAW220+2026")
	}
	a.Approves = a.Status == model.Verified && s.cfg.Now.Sub(a.Modified) < model.OnboardingValidity
	return a, a.Status != "" && (a.InCourse || a.Approves)
}
