package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// PreviewDecision implements [model.Previewer]. It reads in one snapshot and writes
// nothing; a stale version is already a conflict here, so that no one confirms what
// they have not seen.
func (e *Guarded) PreviewDecision(ctx context.Context, r model.DecisionRequest) (model.Preview, error) {
	var out model.Preview
	err := e.ask(ctx, e.caller(), model.DeedDecide, e.ofAttempt(r.AttemptID), func(tx *store.Tx, who model.Actor) error {
		row, err := tx.AttemptRow(ctx, r.AttemptID)
		if err != nil {
			return err
		}
		if !row.Version().Equal(r.Expected) {
			return model.AsConflict(r.Expected, row)
		}
		s, err := e.situation(ctx, tx, r.AttemptID)
		if err != nil {
			return err
		}
		s.Now, s.Reviewer = e.now(), who.Reviewer
		plan, err := model.Decide(s, r.Review)
		if err != nil {
			return err
		}
		out = e.preview(tx, row, s, plan)
		return nil
	})
	return out, err
}

func (e decisions) preview(tx *store.Tx, row model.AttemptRow, s model.ReviewSituation, plan model.DecisionPlan) model.Preview {
	p := model.Preview{
		Row: row, Reviewer: s.Reviewer, Review: plan.Review, From: plan.From, To: plan.To,
		Effects: plan.Effects, Warnings: plan.Warnings, Outcomes: plan.Outcomes,
	}
	p.Note, p.RecordedOnly = platformNote(e.store.Info())
	if s.Review != nil {
		p.FromReview = s.Review.Status
	}
	if !tx.KeepsReason(s.Review != nil) {
		p.NoReason = noReason
	}
	return p
}

// noReason explains why a store without examdesk's tables cannot keep the reason of a
// decision on an attempt that has a review: the review's raw data belong to the
// service, and there is no other place.
const noReason = "This store has no place for a reason here: run `examdesk store migrate` first, or decide without one."

// platformNote describes what becomes of effects outside the store, and reports
// whether they are at most recorded.
func platformNote(i model.StoreInfo) (note string, recordedOnly bool) {
	switch {
	case i.Platform && !i.Migrated:
		return "A webhook is configured, but this store has no outbox: until you run `examdesk store migrate`, the platform is told nothing, and credit, grades and mail are not even recorded.", true
	case !i.Migrated:
		return "No platform is attached to this store, and until you run `examdesk store migrate` it does not record credit, grades and mail.", true
	case i.Platform && !i.Delivers:
		return "A webhook is configured, but this store's outbox is of an earlier version: until you run `examdesk store migrate`, credit, grades, certificate and mail are recorded in it but not carried out.", true
	case i.Platform:
		return "The platform receives credit, grades, certificate and mail by webhook and carries them out itself; `examdesk outbox list` shows what has not arrived.", false
	}
	return "No platform is attached to this store: credit, grades, certificate and mail are recorded in its outbox but not carried out.", true
}

// Decide implements [model.Decider]. Everything is written with the decision's stamp
// in one transaction: the former review to the archive, the review, the attempt with
// its history row, the effects to the outbox, and the decision's id. For a decision
// that the store has already applied it returns Repeated and writes nothing.
func (e *Guarded) Decide(ctx context.Context, d model.Decision) (model.Decided, error) {
	if err := checkDecision(d); err != nil {
		return model.Decided{}, err
	}
	if info := e.store.Info(); info.ReadOnly {
		return model.Decided{}, model.Errorf(model.CodeReadOnly, "%s", info.ReadOnlyWhy)
	}
	var out model.Decided
	err := e.do(ctx, e.caller(), model.DeedDecide, e.ofAttempt(d.AttemptID), func(tx *store.Tx, who model.Actor) (lines []line, err error) {
		out, lines, err = e.decideIn(ctx, tx, d, who)
		return lines, err
	})
	if model.CodeOf(err) == model.CodeDenied && e.actor.ID != 0 {
		// Losing rights later undoes nothing: the answer is what was applied.
		if done, look := view(ctx, e, func(tx *store.Tx) (model.Decided, error) { return repeated(ctx, tx, d) }); look == nil && done.Repeated {
			return done, nil
		}
	}
	if err != nil {
		return model.Decided{}, err
	}
	return out, nil
}

func checkDecision(d model.Decision) error {
	switch {
	case d.ID == "" || d.Stamp.IsZero():
		return model.Errorf(model.CodeInvalid, "The decision has no id or no time.")
	case len([]rune(d.Reason)) > model.MaxReason:
		return model.Errorf(model.CodeInvalid, "The reason is longer than %d characters.", model.MaxReason)
	}
	return nil
}

func (e decisions) decideIn(ctx context.Context, tx *store.Tx, d model.Decision, who model.Actor) (model.Decided, []line, error) {
	if done, err := repeated(ctx, tx, d); err != nil || done.Repeated {
		return done, nil, err
	}
	row, err := tx.AttemptRow(ctx, d.AttemptID)
	if err != nil {
		return model.Decided{}, nil, err
	}
	if !row.Version().Equal(d.Expected) {
		return model.Decided{}, nil, model.AsConflict(d.Expected, row)
	}
	s, err := e.situation(ctx, tx, d.AttemptID)
	if err != nil {
		return model.Decided{}, nil, err
	}
	if d.Reason != "" && !tx.KeepsReason(s.Review != nil) {
		return model.Decided{}, nil, model.Errorf(model.CodeUnsupported, "%s", noReason)
	}
	s.Now, s.Reviewer = d.Stamp, who.Reviewer
	plan, err := model.Decide(s, d.Review)
	if err != nil {
		return model.Decided{}, nil, err
	}
	l, err := e.write(ctx, tx, d, s, plan)
	if err != nil {
		return model.Decided{}, nil, err
	}
	after, err := tx.AttemptRow(ctx, d.AttemptID)
	if after.Review != nil { // the decision itself is written last
		after.Review.Reason = model.Text(d.Reason)
	}
	return model.Decided{ID: d.ID, Row: after, From: plan.From, To: plan.To, At: d.Stamp, Effects: plan.Effects}, []line{l}, err
}

// repeated answers a decision that the store has already applied.
func repeated(ctx context.Context, tx *store.Tx, d model.Decision) (model.Decided, error) {
	applied, err := tx.AppliedDecision(ctx, d.ID, d.AttemptID, d.Stamp)
	if err != nil || !applied {
		return model.Decided{}, err
	}
	row, err := tx.AttemptRow(ctx, d.AttemptID)
	return model.Decided{ID: d.ID, Row: row, From: d.Expected.Status, To: row.Attempt.Status, At: d.Stamp, Repeated: true}, err
}

// write writes a plan to the store in the original's order.
func (e decisions) write(ctx context.Context, tx *store.Tx, d model.Decision, s model.ReviewSituation, plan model.DecisionPlan) (line, error) {
	if err := e.writeReview(ctx, tx, d, s); err != nil {
		return line{}, err
	}
	if err := statuses(e).save(ctx, tx, &plan.Plan, d.Stamp); err != nil {
		return line{}, err
	}
	l := planLine(s.Attempt, plan.Plan)
	l.at, l.decision = d.Stamp, &decisionLine{Decision: d, plan: plan}
	if s.Review != nil {
		l.decision.former = s.Review.Status
	}
	return l, nil
}

// writeReview does what saving a review in Django admin does: the former row goes to
// the archive, the status and the reviewer change, and the service's raw data and
// comments stay. An attempt without a review gets one of examdesk's own.
func (e decisions) writeReview(ctx context.Context, tx *store.Tx, d model.Decision, s model.ReviewSituation) error {
	if s.Review != nil {
		if err := tx.ArchiveReview(ctx, s.Review.ID, d.Stamp); err != nil {
			return err
		}
		return tx.UpdateReview(ctx, s.Review.ID, d.Review, s.Reviewer.ID, d.Stamp)
	}
	raw, err := model.OwnRawData(d, s.Reviewer)
	if err != nil {
		return err
	}
	_, err = tx.InsertReview(ctx, store.ReviewRow{
		AttemptCode: s.Attempt.Code.Raw(), Status: d.Review, RawData: raw.Raw(),
		ExamID: s.Exam.ID, StudentID: s.Attempt.UserID, ReviewerID: s.Reviewer.ID,
	}, d.Stamp)
	return err
}

// DecisionApplied reports whether the store holds the outcome of a decision. The
// journal asks before it lets a person withdraw a decision that may have been sent.
func (e attemptReads) DecisionApplied(ctx context.Context, d model.Decision) (bool, error) {
	var applied bool
	err := e.store.View(ctx, func(tx *store.Tx) error {
		var err error
		applied, err = tx.AppliedDecision(ctx, d.ID, d.AttemptID, d.Stamp)
		return err
	})
	return applied, err
}
