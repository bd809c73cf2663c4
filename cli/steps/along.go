package steps

import (
	"context"
	"fmt"
	"strconv"

	"examdesk/model"
)

// Along marks those attempts of a list that change together with an earlier attempt
// in the same list. Such a change is not a conflict, since this command makes it, and
// the plan says so.
func Along(kind model.ChangeKind, to model.AttemptStatus, list []Step, again func(id int64) Step) {
	planned := make([]model.PlannedChange, 0, len(list))
	for _, s := range list {
		if s.Err == nil {
			planned = append(planned, model.PlannedChange{AttemptID: s.ID, Effects: s.Effects})
		}
	}
	along := model.ChangedAlong(to, planned)
	for i := range list {
		if by, ok := along[list[i].ID]; ok && list[i].Err == nil {
			list[i].along(kind, to, by, again)
		}
	}
}

// along marks a step that another step of the same list carries out, or changes
// first.
func (s *Step) along(kind model.ChangeKind, to model.AttemptStatus, by int64, again func(id int64) Step) {
	id, with := s.ID, "with attempt "+strconv.FormatInt(by, 10)
	if kind != model.ChangeStatus || to != model.Declined {
		s.Details = append(s.Details, fmt.Sprintf("attempt %d goes first and changes this one too, so this one is planned again after it", by))
		s.Do = func(ctx context.Context) (DoneStep, error) { return redo(ctx, again(id)) }
		return
	}
	s.Plan, s.Details, s.Effects, s.Wipes, s.Word = "would become declined "+with, nil, nil, nil, ""
	s.Do = func(ctx context.Context) (DoneStep, error) {
		now := again(id)
		if now.Is == model.Declined {
			return DoneStep{Said: "is declined " + with}, nil
		}
		return redo(ctx, now)
	}
}

func redo(ctx context.Context, s Step) (DoneStep, error) {
	if s.Err != nil {
		return DoneStep{}, s.Err
	}
	return s.Do(ctx)
}
