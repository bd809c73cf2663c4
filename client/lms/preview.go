package lms

import (
	"context"

	"examdesk/client/lms/api"
	"examdesk/model"
)

// platformNote is what becomes of the effects.
const platformNote = "The LMS carries this out itself: credit, grade, certificate and mail."

// reasonNote is said before a reason is typed.
const reasonNote = "The reason goes into the raw data of the review at the LMS, which staff read in Django admin."

// PreviewDecision implements [model.Previewer]: by the rules of the LMS's release, on what
// the mirror has; the LMS itself is compared when the decision is sent.
func (s *Store) PreviewDecision(ctx context.Context, r model.DecisionRequest) (model.Preview, error) {
	p, _, err := s.planDecision(ctx, r)
	return p, err
}

// planDecision works out what a decision does, and refuses what would not do it.
func (s *Store) planDecision(ctx context.Context, r model.DecisionRequest) (model.Preview, api.Account, error) {
	row, err := s.row(ctx, r.AttemptID)
	if err != nil {
		return model.Preview{}, api.Account{}, err
	}
	actor, err := s.may(ctx, model.DeedDecide, row)
	if err != nil {
		return model.Preview{}, api.Account{}, err
	}
	backend, err := s.backendOf(ctx, row.Exam)
	if err == nil {
		err = s.cannotDecide(ctx, row, backend)
	}
	if err != nil {
		return model.Preview{}, api.Account{}, err
	}
	p, err := s.cfg.Reads.PreviewDecision(ctx, r)
	if err != nil {
		return p, api.Account{}, err
	}
	me, err := s.signedIn(ctx, actor.Reviewer)
	if err == nil {
		err = cannotReach(row, p.To, r.Review, me)
	}
	if err != nil {
		return p, me, err
	}
	p.RecordedOnly, p.Note, p.NoReason = false, platformNote+" "+reasonNote, ""
	if me.Email == "" {
		p.Warnings = append(p.Warnings, "The LMS gives no e-mail for you, so the review will name no reviewer.")
	}
	return p, me, nil
}

// row is an attempt as the mirror has it.
func (s *Store) row(ctx context.Context, id int64) (model.AttemptRow, error) {
	rows, err := s.cfg.Reads.ReadRows(ctx, []int64{id})
	if err == nil && len(rows) == 0 {
		err = model.Errorf(model.CodeNotFound, "There is no attempt with the id %d.", id)
	}
	if err != nil {
		return model.AttemptRow{}, err
	}
	return rows[0], nil
}

func (s *Store) backendOf(ctx context.Context, exam model.Exam) (*model.Backend, error) {
	c, err := s.cfg.Reads.Capabilities(ctx)
	return c.Rights.Backends.Resolve(exam), err
}
