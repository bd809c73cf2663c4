package fake

import (
	"context"
	"maps"
	"slices"

	"examdesk/model"
)

// The questions about learners and changes.
const (
	OpCard   Op = "card"
	OpLook   Op = "look at a change"
	OpChange Op = "change"
)

// ReadLearner implements [model.LearnerReader] with those of the learner's attempts
// that it looks at, by exam.
func (s reads) ReadLearner(ctx context.Context, id int64) (model.LearnerCard, error) {
	var card model.LearnerCard
	if err := s.enter(ctx, OpCard); err != nil {
		return card, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []model.AttemptRow
	for i := range min(s.cfg.Attempts, countLimit) {
		if row, ok := s.row(int64(i + 1)); ok && row.Learner.ID == id {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return card, model.Errorf(model.CodeNotFound, "There is no user %d.", id)
	}
	card.Learner = rows[0].Learner
	for _, row := range rows {
		a := row.Attempt
		x := model.ExamCard{Exam: row.Exam, Attempts: []model.AttemptRow{row}, Standing: s.standing(row)}
		card.Courses = append(card.Courses, model.CourseCard{Course: row.Exam.CourseID, Exams: []model.ExamCard{x}})
		for _, h := range s.history(row) {
			card.Timeline = append(card.Timeline, model.TimelineEntry{
				At: h.At, Course: row.Exam.CourseID, Exam: row.Exam.Name, ExamID: row.Exam.ID, AttemptID: a.ID,
				What: model.StatusSentence(h.Type, h.Status), Type: h.Type, Status: h.Status,
				Who: h.Who, WhoInferred: h.WhoInferred,
			})
		}
	}
	model.SortTimeline(card.Timeline)
	return card, nil
}

// changes plans and carries out changes to attempts.
type changes struct{ *memory }

// PreviewChange implements [model.AttemptChanger].
func (s changes) PreviewChange(ctx context.Context, r model.ChangeRequest) (model.ChangePreview, error) {
	if err := s.enter(ctx, OpLook); err != nil {
		return model.ChangePreview{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	row, plan, err := s.planChange(r)
	if err != nil {
		return model.ChangePreview{}, err
	}
	p := model.ChangePreview{Row: row, Kind: r.Kind, By: s.cfg.Reviewer, From: row.Attempt.Status, To: plan.To, Attempts: 1, Effects: plan.Effects, RecordedOnly: true,
		Note: "No platform is attached: effects outside this store are only recorded."}
	if r.Kind == model.ChangeResume {
		gives, err := model.PlanResume(reads(s).facts(row))
		if err != nil {
			return p, err
		}
		p.Resume = &gives
	}
	p.Wipes = model.Wipes(p.Effects)
	p.Word = model.ConfirmWord(p.Wipes, row)
	return p, nil
}

func (s changes) planChange(r model.ChangeRequest) (model.AttemptRow, model.Plan, error) {
	row, ok := s.row(r.AttemptID)
	if !ok {
		return row, model.Plan{}, model.Errorf(model.CodeNotFound, "There is no attempt %d.", r.AttemptID)
	}
	deed, err := r.Kind.Deed()
	if err == nil {
		err = s.may(deed, row.Exam, row.Attempt.UserID)
	}
	if err != nil {
		return row, model.Plan{}, err
	}
	if !row.Version().Equal(r.Expected) {
		return row, model.Plan{}, model.AsConflict(r.Expected, row)
	}
	plan, err := s.planKind(r, row)
	return row, plan, err
}

func (s changes) planKind(r model.ChangeRequest, row model.AttemptRow) (model.Plan, error) {
	switch r.Kind {
	case model.ChangeResume:
		if _, err := model.PlanResume(reads(s).facts(row)); err != nil {
			return model.Plan{}, err
		}
		after := row.Attempt
		after.ReadyToResume, after.IsResumable = true, false
		return model.Plan{From: after.Status, To: after.Status, After: after}, nil
	case model.ChangeReset:
		return model.Reset(model.Removal{AttemptRow: row})
	case model.ChangeRemove, model.ChangeRemoveAll:
		return model.Remove(model.Removal{AttemptRow: row}), nil
	case model.ChangeStatus:
		if !r.Status.IsKnown() {
			return model.Plan{}, model.NotOneOf("status", string(r.Status), model.KnownStatuses())
		}
		return model.Transition(model.Situation{
			Now: s.cfg.Now, Attempt: row.Attempt, Exam: row.Exam, Backends: model.DefaultBackends(), Rules: model.DefaultReviewRules(),
			OtherExams: s.otherExams(row),
		}, r.Status, model.TransitionOptions{})
	}
	return model.Plan{}, model.Errorf(model.CodeInvalid, "%q is not a change of an attempt.", string(r.Kind))
}

// ChangeAttempt implements [model.AttemptChanger].
func (s changes) ChangeAttempt(ctx context.Context, r model.ChangeRequest) (model.Changed, error) {
	out, err := s.change(ctx, r)
	s.note(r.AttemptID, string(r.Kind), err)
	return out, err
}

func (s changes) change(ctx context.Context, r model.ChangeRequest) (model.Changed, error) {
	if err := s.enter(ctx, OpChange); err != nil {
		return model.Changed{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	row, plan, err := s.planChange(r)
	if err != nil {
		return model.Changed{}, err
	}
	out := model.Changed{Kind: r.Kind, From: row.Attempt.Status, To: plan.To, Effects: plan.Effects}
	if plan.After.ID == 0 {
		s.gone[r.AttemptID] = true
		s.edition++
		return out, nil
	}
	for _, e := range plan.Effects {
		if other, ok := s.row(e.Attempt.ID); ok && e.Kind == model.EffectDecline {
			other.Attempt.Status, other.Attempt.Modified = model.Declined, s.cfg.Now.Add(1)
			s.put(other)
		}
	}
	row.Attempt = plan.After
	row.Attempt.Modified = s.cfg.Now.Add(1)
	s.put(row)
	row, _ = s.row(r.AttemptID)
	out.Row = &row
	return out, nil
}

// otherExams returns the learner's newest attempts at the other exams of the course,
// but only those that were changed: to find the others it would have to invent them
// all.
func (s changes) otherExams(row model.AttemptRow) []model.OtherExam {
	newest := map[int64]model.AttemptRow{}
	for id := range s.changed {
		other, ok := s.row(id)
		same := ok && other.Learner.ID == row.Learner.ID && other.Exam.CourseID == row.Exam.CourseID && other.Exam.ID != row.Exam.ID
		if same && newest[other.Exam.ID].Attempt.ID < id {
			newest[other.Exam.ID] = other
		}
	}
	out := make([]model.OtherExam, 0, len(newest))
	for _, exam := range slices.Sorted(maps.Keys(newest)) {
		other := newest[exam]
		out = append(out, model.OtherExam{Exam: other.Exam, Current: &other.Attempt})
	}
	return out
}
