package cli

import (
	"context"
	"fmt"
	"strconv"

	"examdesk/model"
)

// alongWith makes the attempts of a list that change along with an earlier one of
// the same list steps of that. Such a change is no conflict, since it is this
// command's own, and the plan says so.
func alongWith(kind model.ChangeKind, to model.AttemptStatus, list []step, again func(id int64) step) {
	planned := make([]model.PlannedChange, 0, len(list))
	for _, s := range list {
		if s.err == nil {
			planned = append(planned, model.PlannedChange{AttemptID: s.id, Effects: s.effects})
		}
	}
	along := model.ChangedAlong(to, planned)
	for i := range list {
		if by, ok := along[list[i].id]; ok && list[i].err == nil {
			list[i].along(kind, to, by, again)
		}
	}
}

// along makes a step one that another of the same list carries out, or changes
// before it.
func (s *step) along(kind model.ChangeKind, to model.AttemptStatus, by int64, again func(id int64) step) {
	id, with := s.id, "with attempt "+strconv.FormatInt(by, 10)
	if kind != model.ChangeStatus || to != model.Declined {
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
