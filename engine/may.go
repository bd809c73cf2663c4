package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// May refuses a deed that the actor may not do anywhere in the store, so that no one
// sees a plan that they may not carry out.
func (e *Guarded) May(ctx context.Context, deed model.Deed) error {
	return e.ask(ctx, e.caller(), deed, nil, nil)
}

// Can implements [model.DeedAsker].
func (e *Guarded) Can(ctx context.Context, deed model.Deed, subjects ...model.Subject) (model.Answer, error) {
	if !deed.IsKnown() {
		return model.Answer{}, model.NotOneOf("deed", string(deed), model.Deeds())
	}
	return view(ctx, e, func(tx *store.Tx) (model.Answer, error) {
		rights, err := e.rights(ctx, tx, e.actor)
		if err != nil {
			return model.Answer{}, err
		}
		places, placed := []model.Target{}, true
		for _, s := range subjects {
			on := e.placeOf(s)
			if on == nil {
				placed = placed && isOfStore(s)
				continue
			}
			found, err := on(ctx, tx)
			if err != nil {
				return model.Answer{}, err
			}
			places = append(places, found...)
		}
		answer := e.answer(rights, deed, places...)
		if !placed && answer.Verdict == model.VerdictYes {
			answer = model.Answer{Verdict: model.VerdictUnknown, Why: "It depends on the course; try it to find out."}
		}
		return answer, nil
	})
}

// answer combines the table of rights with how the store is opened.
func (e *core) answer(r model.Rights, deed model.Deed, places ...model.Target) model.Answer {
	return r.Answer(deed, places...).WhereRead(e.readOnly())
}

// placeOf finds where a subject belongs in the table of rights; nil if that is not
// within a single course.
func (e targets) placeOf(s model.Subject) about {
	switch s.Kind {
	case model.SubjectAttempt:
		return e.ofAttempt(s.ID)
	case model.SubjectExam:
		return e.ofExam(s.ID)
	case model.SubjectReview:
		return e.ofDelivery(s.ID)
	case model.SubjectPolicy, model.SubjectAllowance:
		if s.ExamID != 0 {
			return e.ofExam(s.ExamID)
		}
	case model.SubjectLearner, model.SubjectMessage, model.SubjectStore, model.SubjectApplication:
	}
	return nil
}

// isOfStore reports whether a subject belongs to the store as a whole.
func isOfStore(s model.Subject) bool {
	return s.Kind == model.SubjectMessage || s.Kind == model.SubjectStore || s.Kind == model.SubjectApplication
}
