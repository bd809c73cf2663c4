package store

import (
	"context"
	"database/sql"
)

// Querier is what questions are asked of: a pool, or a snapshot.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

type querier = Querier
