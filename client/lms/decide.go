package lms

import (
	"context"
	"encoding/json"
	"net/http"

	"examdesk/client/lms/api"
	"examdesk/model"
)

// Decide implements [model.Decider]. The attempt is read at the LMS before and after; what
// the LMS made of the decision is the answer, since its 200 says nothing. A decision that
// was sent once is sent again only if a person asks for it, and the attempt still is as
// they saw it.
func (s *Store) Decide(ctx context.Context, d model.Decision) (out model.Decided, err error) {
	switch {
	case d.ID == "" || d.Stamp.IsZero():
		return out, model.Errorf(model.CodeInvalid, "The decision has no id or no time.")
	case len([]rune(d.Reason)) > model.MaxReason:
		return out, model.Errorf(model.CodeInvalid, "The reason is longer than %d characters.", model.MaxReason)
	}
	err = s.change(ctx, func() error {
		out, err = s.decide(ctx, d)
		return err
	})
	return out, err
}

// deciding is a decision on its way.
type deciding struct {
	model.Decision
	actor   model.Actor
	me      api.Account
	to      model.AttemptStatus
	effects []model.Effect
	// before is the attempt as it was compared.
	before model.AttemptRow
}

func (s *Store) decide(ctx context.Context, d model.Decision) (model.Decided, error) {
	row, err := s.row(ctx, d.AttemptID)
	if err != nil {
		return model.Decided{}, err
	}
	if done, err := s.sentBefore(ctx, d, row); err != nil || done.ID != "" {
		return done, err
	}
	p, me, err := s.planDecision(ctx, d.DecisionRequest)
	if err != nil {
		return model.Decided{}, err
	}
	now, err := s.compared(ctx, row, d.Expected)
	if err != nil {
		return model.Decided{}, err
	}
	backend, err := s.backendOf(ctx, now.row.Exam)
	if err == nil {
		err = s.cannotDecide(ctx, *now.row, backend) // as the LMS has it now
	}
	if err != nil {
		return model.Decided{}, err
	}
	actor, err := s.may(ctx, model.DeedDecide, row)
	if err != nil {
		return model.Decided{}, err
	}
	x := deciding{Decision: d, actor: actor, me: me, to: p.To, effects: p.Effects, before: row}
	x.before.Attempt = now.row.Attempt
	return s.send(ctx, x, backend.Name)
}

// send sends a decision and finds out what the LMS made of it.
func (s *Store) send(ctx context.Context, x deciding, backend string) (model.Decided, error) {
	a := x.before.Attempt
	body, err := s.cfg.Reviews.WriteReview(backend, model.SentReview{
		Status: x.Review, AttemptCode: a.Code.Raw(), ExternalID: a.ExternalID.Raw(), ReviewedBy: x.me.Email.Raw(), DecisionID: x.ID, Reason: x.Reason,
	})
	if err != nil {
		return model.Decided{}, err
	}
	// What cannot be noted is not sent: after a crash nobody would know of it.
	if err := s.cfg.Diary.sending(x.ID); err != nil {
		return model.Decided{}, err
	}
	err = s.cfg.API.Review(ctx, a.ExternalID.Raw(), body)
	fate := api.FateOf(err)
	if err != nil && fate == api.FateNothing {
		_ = s.cfg.Diary.refused(x.ID)
		return model.Decided{}, err
	}
	now, looking := s.again(ctx, x.before, func(f found) bool {
		return err == nil || fate == api.FateRefused || f.row == nil || !f.row.Attempt.Modified.Equal(a.Modified)
	})
	if looking == nil {
		s.took(ctx, now, x.before)
	}
	switch {
	case err == nil && looking == nil:
		return s.settle(ctx, x, now)
	case err != nil && fate == api.FateRefused && looking == nil:
		return s.refusedDecision(ctx, x, now, err)
	case err != nil && looking == nil && (now.row == nil || !now.row.Attempt.Modified.Equal(a.Modified)):
		return s.met(ctx, x, now)
	}
	return model.Decided{}, s.unsettled(x, err, looking)
}

// settle is what the LMS made of a decision that it has taken.
func (s *Store) settle(ctx context.Context, x deciding, now found) (model.Decided, error) {
	if now.row == nil {
		s.noteDecision(x, "")
		return model.Decided{}, model.Errorf(model.CodeNotFound, "The attempt of %s was removed at the LMS while it was decided.", x.before.Learner.Username)
	}
	got := now.row.Attempt.Status
	row := s.shown(ctx, *now.row, x.before)
	s.noteDecision(x, got)
	if got == model.SecondReviewRequired && x.to == model.Rejected {
		conflict := model.AsConflict(x.Expected, row)
		conflict.Message = model.Errorf(model.CodeConflict,
			"The LMS took the review and sent the attempt back to second review: it knows nobody with your e-mail %s. It is not rejected.", x.me.Email).Message
		return model.Decided{}, conflict
	}
	out := model.Decided{ID: x.ID, Row: row, From: x.before.Attempt.Status, To: got, At: now.row.Attempt.Modified, Effects: x.effects}
	if got != x.to {
		out.Effects, out.Notice = nil, "The LMS made it "+got.String()+", not "+x.to.String()+" as was foreseen."
	}
	return out, nil
}

// met is a decision whose answer was lost, of an attempt that has changed since: if it is
// as it was to become, the decision did it; if not, somebody else may have.
func (s *Store) met(ctx context.Context, x deciding, now found) (model.Decided, error) {
	if now.row == nil || now.row.Attempt.Status == x.to {
		return s.settle(ctx, x, now)
	}
	s.noteDecision(x, "")
	return model.Decided{}, model.AsConflict(x.Expected, s.shown(ctx, *now.row, x.before))
}

// refusedDecision is a decision that the LMS refused. What it had written before that
// stays, so what it says is held against what it has.
func (s *Store) refusedDecision(ctx context.Context, x deciding, now found, refusal error) (model.Decided, error) {
	if now.row == nil || now.row.Attempt.Modified.Equal(x.before.Attempt.Modified) {
		_ = s.cfg.Diary.refused(x.ID)
		if api.StatusOf(refusal) == http.StatusInternalServerError && x.me.Email != "" {
			return model.Decided{}, model.Wrap(refusal, model.CodeOf(refusal),
				"%s The attempt is as it was. An LMS fails like this where two accounts have your e-mail %s.", model.Sentence(refusal), x.me.Email)
		}
		return model.Decided{}, refusal
	}
	out, err := s.settle(ctx, x, now)
	if err == nil {
		out.Notice = "The LMS refused the decision and carried it out all the same: " + model.Sentence(refusal)
	}
	return out, err
}

// unsettled is a decision of which it is not known what became.
func (s *Store) unsettled(x deciding, sending, looking error) error {
	s.noteDecision(x, "")
	switch {
	case sending == nil:
		return unsettled("The LMS took the decision and then could not be read, so it is not known what it made of it. Look at the attempt before you send it again.")
	case looking != nil:
		return unsettled("The LMS did not say what became of the decision, and cannot be read. Look at the attempt before you send it again.")
	}
	return unsettled("The LMS did not say what became of the decision. The attempt is still as it was, but it may yet be carried out: look again before you send it again.")
}

// unsettled is an error about which only a person can decide. It has no time that ran
// out as its cause: what was sent may have been done.
func unsettled(format string, args ...any) error {
	return model.Wrap(model.ErrUnsettled, model.CodeUnavailable, format, args...)
}

// sentBefore answers a decision that was sent before: an earlier answer again, or what the
// attempt says of it. Where that says nothing, the decision may be sent.
func (s *Store) sentBefore(ctx context.Context, d model.Decision, row model.AttemptRow) (model.Decided, error) {
	sent, known, err := s.cfg.Diary.decision(d.ID)
	if err != nil || !known || sent.settled && sent.to == "" {
		return model.Decided{}, err
	}
	out := model.Decided{ID: d.ID, Row: row, From: d.Expected.Status, To: sent.to, At: sent.at, Repeated: true}
	if sent.settled {
		return out, nil
	}
	now, err := s.fresh(ctx, row)
	if err != nil {
		return model.Decided{}, err
	}
	s.took(ctx, now, row)
	to, proven, err := s.carriedOut(ctx, d, now, row)
	switch {
	case err != nil || to == "":
		return model.Decided{}, err
	case !proven:
		return model.Decided{}, model.AsConflict(d.Expected, s.shown(ctx, *now.row, row))
	}
	out.Row, out.To, out.At = s.shown(ctx, *now.row, row), to, now.row.Attempt.Modified
	return out, nil
}

// carriedOut is the status that a decision led to that was sent, and whether it is proven
// that it did: by its id in the raw data of the review, where the mirror has that; else by
// the status that it was to lead to. The status is empty if nothing happened.
func (s *Store) carriedOut(ctx context.Context, d model.Decision, now found, row model.AttemptRow) (to model.AttemptStatus, proven bool, err error) {
	if now.row == nil || sameAttempt(now.row.Attempt, d.Expected) {
		return "", false, nil
	}
	to = now.row.Attempt.Status
	detail, err := s.cfg.Reads.ReadAttempt(ctx, row.Attempt.ID)
	if err != nil {
		return to, false, err
	}
	if r := detail.Review; r != nil && r.RawData != "" && detail.Attempt.Modified.Equal(now.row.Attempt.Modified) {
		return to, hasDecision(r.RawData, d.ID), nil
	}
	p, err := s.cfg.Reads.PreviewDecision(ctx, model.DecisionRequest{AttemptID: row.Attempt.ID, Review: d.Review, Expected: detail.Version()})
	if err != nil {
		return to, false, nil //nolint:nilerr // what cannot be foreseen is not proven
	}
	return to, to == p.To, nil
}

// hasDecision reports whether a review's raw data are those of a decision.
func hasDecision(raw model.Text, id string) bool {
	var own struct{ Source, Decision string }
	return json.Unmarshal([]byte(raw.Raw()), &own) == nil && own.Source == model.OwnSource && own.Decision == id
}

// DecisionApplied reports whether the LMS has carried a decision out. The journal asks
// before it lets a person withdraw one that may have been sent.
func (s *Store) DecisionApplied(ctx context.Context, d model.Decision) (bool, error) {
	sent, known, err := s.cfg.Diary.decision(d.ID)
	if err != nil || !known || sent.settled {
		return sent.to != "", err
	}
	row, err := s.row(ctx, d.AttemptID)
	if err != nil {
		return false, err
	}
	now, err := s.fresh(ctx, row)
	if err != nil {
		return false, err
	}
	_, proven, err := s.carriedOut(ctx, d, now, row)
	return proven, err
}

// noteDecision leaves a line. That it could not be written does not undo what was done.
func (s *Store) noteDecision(x deciding, to model.AttemptStatus) {
	s.written.Add(1)
	_ = s.cfg.Diary.note(model.Activity{
		At: s.cfg.Clock(), Deed: model.DeedDecide, Actor: x.actor.Line(), Door: x.actor.Door, Subject: subjectOf(x.before.Attempt),
		From: string(x.before.Attempt.Status), To: string(to), DecisionID: x.ID,
	})
}

func subjectOf(a model.Attempt) model.Subject {
	return model.Subject{Kind: model.SubjectAttempt, ID: a.ID, AttemptID: a.ID, ExamID: a.ExamID, UserID: a.UserID}
}
