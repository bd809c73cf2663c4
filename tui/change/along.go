package change

import (
	"context"

	"examdesk/model"
)

// changeAlong marks the previews of attempts that an earlier change of the list
// changes as well. Where that declines them, nothing of their own follows.
func changeAlong(list []model.ChangePreview) {
	planned := make([]model.PlannedChange, 0, len(list))
	var to model.AttemptStatus
	for _, p := range list {
		planned = append(planned, model.PlannedChange{AttemptID: p.Row.Attempt.ID, Effects: p.Effects})
		if p.Kind == model.ChangeStatus {
			to = p.To
		}
	}
	along := model.ChangedAlong(to, planned)
	for i := range list {
		p := &list[i]
		if p.With = along[p.Row.Attempt.ID]; p.With != 0 && to == model.Declined {
			p.Effects, p.Wipes, p.Word = nil, nil, ""
		}
	}
}

// changeOne makes one of several changes. What an earlier one of them has changed
// already, along, is looked at again: it may be what it should become, or gone.
func changeOne(ctx context.Context, desk model.Desk, r model.ChangeRequest, along bool) (model.Changed, error) {
	if !along {
		return desk.ChangeAttempt(ctx, r)
	}
	d, err := desk.ReadAttempt(ctx, r.AttemptID)
	if err != nil {
		return model.Changed{}, err
	}
	if now := d.AttemptRow; r.Kind == model.ChangeStatus && r.Status == model.Declined && now.Attempt.Status == model.Declined {
		return model.Changed{Kind: r.Kind, From: r.Expected.Status, To: model.Declined, Row: &now}, nil
	}
	r.Expected = d.Version()
	return desk.ChangeAttempt(ctx, r)
}
