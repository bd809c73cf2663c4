package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// Migrate adds examdesk's tables to the store, or brings them up to date; see
// [store.Store.Migrate]. It is the only writer besides [core.do], because its steps
// need transactions of their own. Its line of activity is the first of a new chain.
func (e *Guarded) Migrate(ctx context.Context, progress func(done, total int64, what string)) error {
	if err := e.May(ctx, model.DeedMigrate); err != nil {
		return err
	}
	if err := e.store.Migrate(ctx, progress); err != nil {
		return err
	}
	return e.do(ctx, e.caller(), model.DeedMigrate, nil, func(*store.Tx, model.Actor) ([]line, error) {
		return []line{{subject: model.Subject{Kind: model.SubjectStore}, to: "migrated"}}, nil
	})
}
