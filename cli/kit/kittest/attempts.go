package kittest

import (
	"context"
	"iter"

	"examdesk/model"
)

// FewAttempts are the roles that find, read, decide and change attempts, on a few of them
// in memory.
type FewAttempts struct {
	All []model.AttemptDetail
	// Learners are found by any word.
	Learners []model.Learner
	// Effects follow from every decision and change, which Err refuses.
	Effects []model.Effect
	Err     error
	// Preview and Change are what is planned besides the effects.
	Preview model.Preview
	Change  model.ChangePreview
	// Notice is what decisions must be told with.
	Notice string
	// Query is the last that was asked for, Decided and Changed are what was done.
	Query   model.AttemptQuery
	Decided []model.Decision
	Changed []model.ChangeRequest
}

// Attempts walks through all of them, whatever the query, which is noted.
func (s *FewAttempts) Attempts(_ context.Context, q model.AttemptQuery) iter.Seq2[model.AttemptRow, error] {
	s.Query = q
	var rows []model.AttemptRow
	for _, d := range s.All {
		rows = append(rows, d.AttemptRow)
	}
	return each(rows)
}

// each walks through what is in memory.
func each[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// ReadAttempt reads an attempt by its id.
func (s *FewAttempts) ReadAttempt(_ context.Context, id int64) (model.AttemptDetail, error) {
	for _, d := range s.All {
		if d.Attempt.ID == id {
			return d, nil
		}
	}
	return model.AttemptDetail{}, model.Errorf(model.CodeNotFound, "There is no attempt %d.", id)
}

// AttemptIDByCode finds an attempt by its code.
func (s *FewAttempts) AttemptIDByCode(_ context.Context, code string) (int64, error) {
	for _, d := range s.All {
		if d.Attempt.Code == model.Text(code) {
			return d.Attempt.ID, nil
		}
	}
	return 0, model.Errorf(model.CodeNotFound, "There is no attempt with the code %s.", code)
}

// UserAttempts are the attempts of a learner at an exam.
func (s *FewAttempts) UserAttempts(_ context.Context, userID, examID int64) ([]model.AttemptRow, error) {
	var out []model.AttemptRow
	for _, d := range s.All {
		if d.Learner.ID == userID && d.Exam.ID == examID {
			out = append(out, d.AttemptRow)
		}
	}
	return out, nil
}

// LearnersNamed are [FewAttempts.Learners].
func (s *FewAttempts) LearnersNamed(context.Context, string, int64) ([]model.Learner, error) {
	return s.Learners, nil
}

// VideoURL is an address, or [FewAttempts.Err].
func (s *FewAttempts) VideoURL(context.Context, int64) (string, error) {
	return "https://recordings.example.org/7", s.Err
}

// PreviewDecision plans a decision.
func (s *FewAttempts) PreviewDecision(ctx context.Context, r model.DecisionRequest) (model.Preview, error) {
	d, err := s.ReadAttempt(ctx, r.AttemptID)
	p := s.Preview
	p.Row, p.From, p.Review, p.Effects = d.AttemptRow, d.Attempt.Status, r.Review, s.Effects
	return p, err
}

// Decide notes a decision.
func (s *FewAttempts) Decide(_ context.Context, d model.Decision) (model.Decided, error) {
	if s.Err != nil {
		return model.Decided{}, s.Err
	}
	s.Decided = append(s.Decided, d)
	return model.Decided{To: s.Preview.To, Effects: s.Effects, Notice: s.Notice}, nil
}

// PreviewChange plans a change.
func (s *FewAttempts) PreviewChange(ctx context.Context, r model.ChangeRequest) (model.ChangePreview, error) {
	d, err := s.ReadAttempt(ctx, r.AttemptID)
	p := s.Change
	p.Row, p.Kind, p.From, p.Effects = d.AttemptRow, r.Kind, d.Attempt.Status, s.Effects
	return p, err
}

// ChangeAttempt notes a change.
func (s *FewAttempts) ChangeAttempt(_ context.Context, r model.ChangeRequest) (model.Changed, error) {
	if s.Err != nil {
		return model.Changed{}, s.Err
	}
	s.Changed = append(s.Changed, r)
	return model.Changed{Kind: r.Kind, To: s.Change.To, Effects: s.Effects, NewAttempt: r.AttemptID + 1}, nil
}
