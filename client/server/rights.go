package server

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

type rights struct{ at *conn }

// Can implements [model.DeedAsker].
func (s rights) Can(ctx context.Context, deed model.Deed, subjects ...model.Subject) (model.Answer, error) {
	return ask(ctx, s.at, wire.Can, wire.CanParams{Deed: deed, Subjects: subjects})
}

// May implements [model.DeedAsker].
func (s rights) May(ctx context.Context, deed model.Deed) error {
	if deed == model.DeedMigrate {
		return migrating(s).Migrate(ctx, nil)
	}
	a, err := s.Can(ctx, deed)
	if err == nil && a.Verdict == model.VerdictNo {
		return model.Errorf(model.CodeDenied, "%s", a.Why)
	}
	return err
}
