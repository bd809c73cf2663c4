package store

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
)

// openReading opens a pool and reads from it, so that it is known to work.
func openReading(ctx context.Context, path string, m mode) (*sql.DB, error) {
	pool, err := openPool(path, m, max(2, runtime.GOMAXPROCS(0)))
	if err != nil {
		return nil, err
	}
	if err := probe(ctx, pool); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return pool, nil
}

func probe(ctx context.Context, q querier) error {
	var n int
	return q.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&n)
}
