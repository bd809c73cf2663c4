package engine

import (
	"context"
	"errors"

	"examdesk/model"
	"examdesk/store"
)

// RegisterExams makes a course's exams match a list: known ones are changed, new ones
// are created, and active ones that are not in the list become inactive and no longer
// proctored (edx-proctoring 5.2.0, views.RegisterProctoredExamsView). An empty list
// deactivates all. RegisterExams returns the ids in the order of the list.
//
// The rows are written together or not at all; [model.CodeInvalid] names what is
// missing in the list. Then the proctoring services are told about each exam; the
// error names those that could not be told, and the exams stay.
func (e *EdxProctoring) RegisterExams(ctx context.Context, course string, list []model.ExamRegistration) ([]int64, []model.Effect, error) {
	if err := checkRegistrations(list); err != nil {
		return nil, nil, err
	}
	var r registration
	err := e.do(ctx, e.caller(), model.DeedRegisterExams, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
		r = registration{e: e.self(), course: course}
		err := r.write(ctx, tx, list)
		return r.lines(), err
	})
	if err != nil {
		return nil, nil, err
	}
	effects, err := r.tell(ctx, e.caller())
	return r.ids, effects, err
}

func checkRegistrations(list []model.ExamRegistration) error {
	seen := map[string]bool{}
	for i, x := range list {
		switch {
		case x.ContentID == "":
			return model.Errorf(model.CodeInvalid, "Number %d of the exams has no content_id.", i+1)
		case seen[x.ContentID]:
			return model.Errorf(model.CodeInvalid, "The exam %s is in the list twice.", x.ContentID)
		case x.Name == nil || x.TimeLimitMins == nil || x.IsProctored == nil || x.IsPracticeExam == nil || x.IsActive == nil || x.HideAfterDue == nil:
			return model.Errorf(model.CodeInvalid,
				"The exam %s is incomplete; it needs exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active and hide_after_due.", x.ContentID)
		case *x.TimeLimitMins < 0:
			return model.Errorf(model.CodeInvalid, "The exam %s cannot last %d minutes.", x.ContentID, *x.TimeLimitMins)
		}
		seen[x.ContentID] = true
	}
	return nil
}

// registration writes a course's list to the store.
type registration struct {
	e      *core
	course string
	ids    []int64
	// saved has the exams that were written, with what happened to each.
	saved []savedExam
}

type savedExam struct {
	exam model.Exam
	verb string
	// unproctored is set if the exam was proctored before.
	unproctored bool
}

func (r *registration) write(ctx context.Context, tx *store.Tx, list []model.ExamRegistration) error {
	known, err := tx.CourseExams(ctx, r.course, false)
	if err != nil {
		return err
	}
	left := map[string]model.Exam{}
	for _, exam := range known {
		left[exam.ContentID.Raw()] = exam
	}
	for _, x := range list {
		exam, there := left[x.ContentID]
		delete(left, x.ContentID)
		if !there {
			exam = model.Exam{CourseID: model.Text(r.course), ContentID: model.Text(x.ContentID), Backend: model.Text(r.e.cfg.Backends.Default)}
		}
		x.SetDueDate = true
		if err := r.save(ctx, tx, exam, x.ExamChange); err != nil {
			return err
		}
		r.ids = append(r.ids, r.saved[len(r.saved)-1].exam.ID)
	}
	no := false
	for _, exam := range known {
		if _, missing := left[exam.ContentID.Raw()]; !missing || !exam.IsActive {
			continue
		}
		if err := r.save(ctx, tx, exam, model.ExamChange{IsProctored: &no, IsActive: &no}); err != nil {
			return err
		}
	}
	return nil
}

// save writes one exam; without an id, it is new.
func (r *registration) save(ctx context.Context, tx *store.Tx, before model.Exam, c model.ExamChange) (err error) {
	s := savedExam{exam: c.Apply(before), verb: "updated"}
	s.unproctored = before.IsProctored && !s.exam.IsProctored
	s.exam.Modified = r.e.now()
	kind := model.SaveUpdate
	if before.ID == 0 {
		s.exam.Created, s.verb, kind = s.exam.Modified, "created", model.SaveCreate
	}
	s.exam.ID, err = tx.SaveExam(ctx, s.exam, kind)
	r.saved = append(r.saved, s)
	return err
}

// lines returns a line for each exam that was written.
func (r *registration) lines() []line {
	out := make([]line, 0, len(r.saved))
	for _, s := range r.saved {
		out = append(out, line{subject: examSubject(s.exam.ID), to: s.verb})
	}
	return out
}

// tell notifies the services of what was written.
func (r *registration) tell(ctx context.Context, by caller) (effects []model.Effect, err error) {
	for i := range r.saved {
		s := &r.saved[i]
		if s.unproctored {
			err = errors.Join(err, examDeeds{r.e}.tellInactive(ctx, s.exam))
		}
		err = errors.Join(err, examDeeds{r.e}.tellOfExam(ctx, by, &s.exam))
		event, wrong := examDeeds{r.e}.recordExamEvent(ctx, by, s.exam, s.verb)
		effects, err = append(effects, event...), errors.Join(err, wrong)
	}
	return effects, err
}
