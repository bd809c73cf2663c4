package server

import (
	"context"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

type activity struct{ at *conn }

// KeepsActivity implements [model.ActivityReader].
func (s activity) KeepsActivity(ctx context.Context) (bool, error) {
	return ask(ctx, s.at, wire.KeepsActivity, wire.None{})
}

// Activity implements [model.ActivityReader].
func (s activity) Activity(ctx context.Context, q model.ActivityQuery, f func(model.ActivityLine) error) error {
	return each(walk(ctx, s.at, wire.Activity, wire.ActivityParams{
		After: q.After, Deed: q.Deed, Actor: q.Actor, AttemptID: q.AttemptID, From: q.From, To: q.To, Limit: q.Limit,
	}), f)
}

// ActivityHead implements [model.ActivityReader].
func (s activity) ActivityHead(ctx context.Context) (model.ActivityHead, error) {
	return ask(ctx, s.at, wire.ActivityHead, wire.None{})
}

// CheckActivity implements [model.ActivityReader].
func (s activity) CheckActivity(ctx context.Context, noted *model.ActivityHead) (*model.ChainCheck, error) {
	var p wire.CheckParams
	if noted != nil {
		p.Noted = noted.String()
	}
	c, err := ask(ctx, s.at, wire.CheckActivity, p)
	if err != nil {
		return nil, err
	}
	return model.ChainChecked(c.LineCount, c.Faults, c.Head), nil
}

// Outside implements [model.ActivityReader].
func (s activity) Outside(ctx context.Context, f func(model.OutsideRow) error) error {
	return each(walk(ctx, s.at, wire.Outside, wire.None{}), f)
}

func each[A any](list iter.Seq2[A, error], f func(A) error) error {
	for a, err := range list {
		if err == nil {
			err = f(a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
