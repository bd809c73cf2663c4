package conformance

import (
	"context"
	"encoding/json"
	"fmt"

	"examdesk/model"
)

// allowanceKey is a key, which the original also takes as a pair with its
// description.
func allowanceKey(v any) string {
	if pair, ok := v.([]any); ok {
		return fmt.Sprint(pair[0])
	}
	return fmt.Sprint(v)
}

// userRef is a learner as the original takes one: an id, a name, or a user.
func userRef(v any) model.UserRef {
	switch v := v.(type) {
	case json.Number:
		return model.UserRef{ID: number(v.String())}
	case map[string]any:
		return model.UserRef{ID: number(fmt.Sprint(v["id"]))}
	}
	return model.UserRef{Name: fmt.Sprint(v)}
}

func addAllowance(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	a := tr.Request.Args
	effects, err := d.engine.AddAllowance(ctx, tr.id(0), userRef(a[1]), allowanceKey(a[2]), tr.text(3))
	return nil, model.Plan{Effects: effects}, err
}

func removeAllowance(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	effects, err := d.engine.RemoveAllowance(ctx, tr.id(0), tr.id(1), allowanceKey(tr.Request.Args[2]))
	return nil, model.Plan{Effects: effects}, err
}

func addAllowances(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	a := tr.Request.Args
	b := model.BulkAllowance{Type: allowanceKey(a[2]), Value: tr.text(3)}
	for _, id := range a[0].([]any) {
		b.ExamIDs = append(b.ExamIDs, number(fmt.Sprint(id)))
	}
	named := map[model.UserRef]any{}
	for _, u := range a[1].([]any) {
		ref := userRef(u)
		named[ref] = u
		b.Users = append(b.Users, ref)
	}
	results, effects, err := d.engine.AddAllowances(ctx, b)
	data, granted := []any{}, 0
	for _, r := range results {
		data = append(data, map[string]any{"exam_id": r.ExamID, "user_id": named[r.User]})
		if r.Err == nil {
			granted++
		}
	}
	return []any{data, granted, len(results) - granted}, model.Plan{Effects: effects}, err
}

func updateAttempt(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	k := kwargs(tr.Request.Kwargs)
	return nil, model.Plan{}, d.engine.UpdateAttempt(ctx, tr.id(0), model.AttemptChange{
		IsStatusAcknowledged: given(k, "is_status_acknowledged", k.truth("is_status_acknowledged", false)),
		TimeRemainingSeconds: given(k, "time_remaining_seconds", int(k.number("time_remaining_seconds"))),
	})
}

// asker is the requesting user of a call.
func asker(v any) *model.Learner {
	u, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	return &model.Learner{ID: number(fmt.Sprint(u["id"])), Username: model.Text(fmt.Sprint(u["username"]))}
}

func removeAttempt(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	remove := d.engine.RemoveAttempt
	if !kwargs(tr.Request.Kwargs).truth("require_backend_removal", true) {
		remove = d.engine.RemoveAttemptAnyway
	}
	plan, err := remove(ctx, tr.id(0), asker(tr.Request.Kwargs["requesting_user"]))
	return nil, plan, err
}

func resetPractice(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	return planned(d.engine.ResetPracticeExam(ctx, tr.id(0), tr.id(1), asker(tr.Request.Args[2])))
}
