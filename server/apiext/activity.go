package apiext

import (
	"context"
	"errors"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

func activity() []handler {
	return []handler{
		walk(wire.Activity, func(ctx context.Context, s model.StateStore, p wire.ActivityParams) iter.Seq2[model.ActivityLine, error] {
			q := model.ActivityQuery{After: p.After, Deed: p.Deed, Actor: p.Actor, AttemptID: p.AttemptID, From: p.From, To: p.To, Limit: p.Limit}
			return called(func(f func(model.ActivityLine) error) error { return s.Activity(ctx, q, f) })
		}),
		on(wire.KeepsActivity, func(ctx context.Context, s model.StateStore, _ wire.None) (bool, error) { return s.KeepsActivity(ctx) }),
		on(wire.ActivityHead, func(ctx context.Context, s model.StateStore, _ wire.None) (model.ActivityHead, error) {
			return s.ActivityHead(ctx)
		}),
		on(wire.CheckActivity, checkActivity),
		walk(wire.Outside, func(ctx context.Context, s model.StateStore, _ wire.None) iter.Seq2[model.OutsideRow, error] {
			return called(func(f func(model.OutsideRow) error) error { return s.Outside(ctx, f) })
		}),
	}
}

func checkActivity(ctx context.Context, s model.StateStore, p wire.CheckParams) (wire.ActivityCheck, error) {
	var noted *model.ActivityHead
	if p.Noted != "" {
		head, err := model.ParseActivityHead(p.Noted)
		if err != nil {
			return wire.ActivityCheck{}, err
		}
		noted = &head
	}
	c, err := s.CheckActivity(ctx, noted)
	if err != nil {
		return wire.ActivityCheck{}, err
	}
	return wire.ActivityCheck{LineCount: c.Lines, Faults: c.Faults, Head: c.Head()}, nil
}

var errEnough = errors.New("nobody reads on")

// called is a list whose source calls back.
func called[A any](each func(func(A) error) error) iter.Seq2[A, error] {
	return func(yield func(A, error) bool) {
		err := each(func(a A) error {
			if !yield(a, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			var none A
			yield(none, err)
		}
	}
}
