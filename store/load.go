package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// Load fills a store that [Create] just made, as fast as the file takes it:
// without a journal, and with the indexes built at the end. A half-filled store is
// useless; the caller removes it.
//
// fill gets the driver's own connection, since database/sql converts and checks
// each value, which for a hundred million of them is a minute.
func Load(ctx context.Context, path string, fill func(context.Context, driver.Conn) error) (err error) {
	db, err := openPool(path, modeWrite, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return mapError(err, "open the new store")
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000"); err != nil {
		return mapError(err, "prepare to fill the store")
	}
	indexes, err := dropIndexes(ctx, conn)
	if err != nil {
		return mapError(err, "prepare to fill the store")
	}
	if err := inOne(ctx, conn, func() error {
		return conn.Raw(func(c any) error {
			dc, ok := c.(driver.Conn)
			if !ok {
				return fmt.Errorf("the driver gave a %T", c)
			}
			return fill(ctx, dc)
		})
	}); err != nil {
		return mapError(err, "fill the store")
	}
	return mapError(inOne(ctx, conn, func() error {
		for _, create := range indexes {
			if _, err := conn.ExecContext(ctx, create); err != nil {
				return fmt.Errorf("index the store: %w", err)
			}
		}
		return nil
	}), "index the store")
}

// inOne runs what is done on a connection as one transaction.
func inOne(ctx context.Context, conn *sql.Conn, do func() error) error {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := do(); err != nil {
		return err // without a journal there is no way back; the file goes
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// dropIndexes drops all indexes and returns what makes them again.
func dropIndexes(ctx context.Context, conn *sql.Conn) ([]string, error) {
	rows, err := conn.QueryContext(ctx, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid")
	if err != nil {
		return nil, fmt.Errorf("list the indexes: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var names, creates []string
	for rows.Next() {
		var name, create string
		if err := rows.Scan(&name, &create); err != nil {
			return nil, fmt.Errorf("list the indexes: %w", err)
		}
		names, creates = append(names, name), append(creates, create)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the indexes: %w", err)
	}
	for _, name := range names {
		if _, err := conn.ExecContext(ctx, `DROP INDEX "`+name+`"`); err != nil {
			return nil, fmt.Errorf("drop the index %s: %w", name, err)
		}
	}
	return creates, nil
}
