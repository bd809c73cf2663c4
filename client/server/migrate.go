package server

import (
	"context"

	"examdesk/model"
)

type migrating struct{ at *conn }

// UpToDate implements [model.StoreMigrator].
func (s migrating) UpToDate(ctx context.Context) (bool, error) {
	h, err := s.at.greet(ctx)
	return h.Store.Migrated, err
}

// Migrate implements [model.StoreMigrator]: a server's store is migrated where its file is.
func (s migrating) Migrate(context.Context, func(done, total int64, what string)) error {
	return model.Errorf(model.CodeUnsupported, "The store at %s is migrated on the machine where its server runs: examdesk store migrate --store sqlite:PATH.", s.at.host)
}
