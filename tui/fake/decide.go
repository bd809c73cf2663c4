package fake

import (
	"context"
	"time"

	"examdesk/model"
)

// decisions carries out decisions.
type decisions struct{ *memory }

// PreviewDecision implements [model.Previewer].
func (s decisions) PreviewDecision(ctx context.Context, r model.DecisionRequest) (model.Preview, error) {
	if err := s.enter(ctx, OpPreview); err != nil {
		return model.Preview{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	row, plan, err := s.plan(r, s.cfg.Now)
	if err != nil {
		return model.Preview{}, err
	}
	p := model.Preview{
		Row: row, Reviewer: s.cfg.Reviewer, Review: plan.Review, From: plan.From, To: plan.To, Effects: plan.Effects,
		Warnings: plan.Warnings, Outcomes: plan.Outcomes, RecordedOnly: true, Note: "No platform is attached to this store.",
	}
	if row.Review != nil {
		p.FromReview = row.Review.Status
	}
	return p, nil
}

func (s decisions) plan(r model.DecisionRequest, now time.Time) (model.AttemptRow, model.DecisionPlan, error) {
	row, ok := s.row(r.AttemptID)
	if !ok {
		return row, model.DecisionPlan{}, model.Errorf(model.CodeNotFound, "There is no attempt %d.", r.AttemptID)
	}
	if err := s.may(model.DeedDecide, row.Exam, row.Attempt.UserID); err != nil {
		return row, model.DecisionPlan{}, err
	}
	if !row.Version().Equal(r.Expected) {
		return row, model.DecisionPlan{}, model.AsConflict(r.Expected, row)
	}
	plan, err := model.Decide(model.ReviewSituation{
		Situation: model.Situation{
			Now: now, Attempt: row.Attempt, Exam: row.Exam, Backends: model.DefaultBackends(), Rules: model.DefaultReviewRules(),
		},
		Review: row.Review, Reviewer: s.cfg.Reviewer,
	}, r.Review)
	return row, plan, err
}

// Decide implements [model.Decider]: a decision is applied once, by its id.
func (s decisions) Decide(ctx context.Context, d model.Decision) (model.Decided, error) {
	done, err := s.decide(ctx, d)
	if !done.Repeated {
		s.note(d.AttemptID, string(d.Review), err)
	}
	return done, err
}

func (s decisions) decide(ctx context.Context, d model.Decision) (model.Decided, error) {
	if err := s.enter(ctx, OpDecide); err != nil {
		return model.Decided{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if done, ok := s.applied[d.ID]; ok {
		done.Repeated = true
		return done, nil
	}
	row, plan, err := s.plan(d.DecisionRequest, d.Stamp)
	if err != nil {
		return model.Decided{}, err
	}
	row.Review = s.reviewed(row, plan.Review, d.Stamp)
	row.Review.Reason = model.Text(d.Reason)
	row.Attempt = plan.After
	row.Attempt.Modified = d.Stamp
	s.put(row)
	row, _ = s.row(row.Attempt.ID)
	done := model.Decided{ID: d.ID, Row: row, From: plan.From, To: plan.To, At: d.Stamp, Effects: plan.Effects, Notice: s.cfg.Notice}
	s.applied[d.ID] = done
	return done, nil
}

// reviewed returns the review after a decision; the former one goes to the archive.
func (s decisions) reviewed(row model.AttemptRow, status model.ReviewStatus, at time.Time) *model.Review {
	review := model.Review{ID: row.Attempt.ID + 4999, AttemptCode: row.Attempt.Code, Created: at}
	if former := row.Review; former != nil {
		review = *former
		version := model.ReviewVersion{ID: at.UnixMicro(), Status: former.Status, ReviewedBy: former.ReviewedBy, Replaced: at}
		s.archive[row.Attempt.ID] = append([]model.ReviewVersion{version}, s.archive[row.Attempt.ID]...)
	}
	review.Status, review.Modified = status, at
	review.ReviewedBy = &model.Learner{ID: s.cfg.Reviewer.ID, Username: s.cfg.Reviewer.Username}
	return &review
}
