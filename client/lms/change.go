package lms

import (
	"context"
	"slices"

	"examdesk/client/lms/api"
	"examdesk/model"
)

// PreviewChange implements [model.AttemptChanger].
func (s *Store) PreviewChange(ctx context.Context, r model.ChangeRequest) (model.ChangePreview, error) {
	deed, err := r.Kind.Deed()
	if err != nil {
		return model.ChangePreview{}, err
	}
	row, err := s.row(ctx, r.AttemptID)
	if err != nil {
		return model.ChangePreview{}, err
	}
	if _, err := s.may(ctx, deed, row); err != nil {
		return model.ChangePreview{}, err
	}
	p, err := s.cfg.Reads.PreviewChange(ctx, r)
	if err != nil {
		return p, err
	}
	p.RecordedOnly, p.Note = false, platformNote
	if r.Kind != model.ChangeResume && row.Attempt.ExternalID != "" {
		p.Note += " It asks the proctoring service first; if that does not confirm, the attempt stays."
	}
	return p, nil
}

// ChangeAttempt implements [model.AttemptChanger]: the attempt is read at the LMS before
// and after.
func (s *Store) ChangeAttempt(ctx context.Context, r model.ChangeRequest) (out model.Changed, err error) {
	err = s.change(ctx, func() error {
		p, err := s.PreviewChange(ctx, r)
		if err != nil {
			return err
		}
		before, err := s.compared(ctx, p.Row, r.Expected)
		if err != nil {
			return err
		}
		if n := len(before.all); r.Kind == model.ChangeRemoveAll && n != p.Attempts {
			s.took(ctx, before)
			return model.Errorf(model.CodeConflict, "%s has %s at the exam at the LMS, not %d; look again.", p.Row.Learner.Username, model.Counted(n, "attempt"), p.Attempts)
		}
		actor, err := s.may(ctx, deedOf(r.Kind), p.Row)
		if err == nil {
			x := changing{Store: s, actor: actor, kind: r.Kind, plan: p, before: before}
			out, err = x.make(ctx)
		}
		return err
	})
	return out, err
}

func deedOf(k model.ChangeKind) model.Deed {
	deed, _ := k.Deed() // an unknown kind has no preview
	return deed
}

// changing is a change on its way.
type changing struct {
	*Store
	actor  model.Actor
	kind   model.ChangeKind
	plan   model.ChangePreview
	before found
}

// send sends the change. done reports whether the LMS has made it.
func (x changing) send(ctx context.Context) (done func(found) bool, err error) {
	a := x.before.row.Attempt
	switch x.kind {
	case model.ChangeResume:
		return func(now found) bool { return now.row != nil && now.row.Attempt.ReadyToResume }, x.cfg.API.Resume(ctx, a.ID, a.UserID)
	case model.ChangeRemove:
		return func(now found) bool { return now.row == nil }, x.cfg.API.RemoveAttempt(ctx, a.ID)
	case model.ChangeRemoveAll:
		return func(now found) bool { return len(now.all) == 0 }, x.cfg.API.RemoveAttempts(ctx, a.ExamID, a.UserID)
	case model.ChangeReset, model.ChangeStatus:
	}
	return nil, lacked[deedOf(x.kind)].err()
}

// make sends the change and finds out what the LMS made of it.
func (x changing) make(ctx context.Context) (model.Changed, error) {
	done, err := x.send(ctx)
	fate := api.FateOf(err)
	if err != nil && fate == api.FateNothing {
		return model.Changed{}, err
	}
	now, looking := x.again(ctx, x.plan.Row, func(f found) bool { return done(f) || fate == api.FateRefused })
	if looking != nil {
		return model.Changed{}, x.unsettled(err)
	}
	x.took(ctx, now, x.before.all...)
	switch {
	case done(now):
		return x.changed(ctx, now), nil
	case fate == api.FateRefused:
		return model.Changed{}, x.refused(now, err)
	}
	return model.Changed{}, x.unsettled(err)
}

// refused is a change that the LMS refused, perhaps after a part of it.
func (x changing) refused(now found, err error) error {
	gone := x.gone(now)
	if len(gone) == 0 {
		return err
	}
	x.note(gone, "")
	return model.Wrap(err, model.CodeOf(err), "%s %s of %d had been removed before.", model.Sentence(err), model.Counted(len(gone), "attempt"), len(x.before.all))
}

// unsettled is a change of which it is not known what became.
func (x changing) unsettled(sending error) error {
	x.note([]model.AttemptRow{*x.before.row}, "")
	if sending == nil {
		return unsettled("The LMS said that it was done, and does not show it. Look at the attempt before you try again.")
	}
	return unsettled("%s Look at the attempt before you try again.", model.Sentence(sending))
}

// changed is a change that the LMS has made.
func (x changing) changed(ctx context.Context, now found) model.Changed {
	out := model.Changed{Kind: x.kind, From: x.plan.From, To: x.plan.To, Effects: x.plan.Effects}
	if now.row != nil {
		row := x.shown(ctx, *now.row, x.plan.Row)
		out.Row = &row
	}
	about := []model.AttemptRow{*x.before.row}
	if x.kind != model.ChangeResume {
		about = x.gone(now)
	}
	x.note(about, string(x.plan.To))
	return out
}

// gone are the attempts that were there and are gone.
func (x changing) gone(now found) (gone []model.AttemptRow) {
	for _, r := range x.before.all {
		if !slices.ContainsFunc(now.all, func(n model.AttemptRow) bool { return n.Attempt.ID == r.Attempt.ID }) {
			gone = append(gone, r)
		}
	}
	return gone
}

// note leaves a line for each attempt. That it could not be written undoes nothing.
func (x changing) note(about []model.AttemptRow, to string) {
	lines := make([]model.Activity, 0, len(about))
	for _, r := range about {
		x.written.Add(1)
		lines = append(lines, model.Activity{
			At: x.cfg.Clock(), Deed: deedOf(x.kind), Actor: x.actor.Line(), Door: x.actor.Door, Subject: subjectOf(r.Attempt), From: string(r.Attempt.Status), To: to,
		})
	}
	_ = x.cfg.Diary.note(lines...)
}
