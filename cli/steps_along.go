package cli

import (
	"context"
	"fmt"
	"strconv"

	"examdesk/model"
)

// alongWith finds the attempts of a list that change along with an earlier one of
// the same list: declining one exam declines the learner's others. Such a change
// is no conflict, since it is this command's own, and the plan says so.
func alongWith(c changing, list []step, again func(id int64) step) {
	first := map[int64]int64{}
	for i := range list {
		s := &list[i]
		if by, ok := first[s.id]; ok && s.err == nil {
			s.along(c, by, again)
		}
		for _, e := range s.effects {
			carries := e.Kind == model.EffectDecline || e.Kind == model.EffectClearOnboarding
			if _, known := first[e.Attempt.ID]; carries && !known && e.Certainty == model.Will && e.Attempt.ID != 0 && s.err == nil {
				first[e.Attempt.ID] = s.id
			}
		}
	}
}

// along makes a step one that another of the same list carries out, or changes
// before it.
func (s *step) along(c changing, by int64, again func(id int64) step) {
	id, with := s.id, "with attempt "+strconv.FormatInt(by, 10)
	if c.kind != model.ChangeStatus || c.status != model.Declined {
		s.details = append(s.details, fmt.Sprintf("attempt %d goes first and changes this one too; it is then planned again", by))
		s.do = func(ctx context.Context) (doneStep, error) { return redo(ctx, again(id)) }
		return
	}
	s.plan, s.details, s.effects, s.wipes, s.word = "would become declined "+with, nil, nil, nil, ""
	s.do = func(ctx context.Context) (doneStep, error) {
		now := again(id)
		if now.is == model.Declined {
			return doneStep{said: "is declined " + with}, nil
		}
		return redo(ctx, now)
	}
}

func redo(ctx context.Context, s step) (doneStep, error) {
	if s.err != nil {
		return doneStep{}, s.err
	}
	return s.do(ctx)
}
