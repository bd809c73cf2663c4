package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"

	"examdesk/model"
)

// Identity finds out what the store is known by: a migrated one by the id that
// it was given, a guest by its Django migrations and when each was applied. One
// that has neither is known by its path.
func (s *database) Identity(ctx context.Context) (model.StoreIdentity, error) {
	id := model.StoreIdentity{Place: s.read.path, Also: []string{"sqlite:" + s.Info().Path, "sqlite:" + s.read.path}}
	guest, err := guestName(ctx, s.read)
	if err != nil {
		return model.StoreIdentity{}, err
	}
	own, err := ownName(ctx, s.read)
	if err != nil {
		return model.StoreIdentity{}, err
	}
	switch {
	case own != "":
		id.Name = own
		if guest != "" {
			id.Also = append(id.Also, guest)
		}
	case guest != "":
		id.Name = guest
	default:
		id.Name = "sqlite:" + s.read.path
	}
	return id, nil
}

// ownName returns the name of a migrated store, empty if it has none yet.
func ownName(ctx context.Context, q querier) (string, error) {
	has, err := hasTable(ctx, q, "examdesk_store")
	if err != nil || !has {
		return "", mapError(err, "look for the store's id")
	}
	var id string
	if err := q.QueryRowContext(ctx, "SELECT coalesce(max(id), '') FROM examdesk_store").Scan(&id); err != nil {
		return "", mapError(err, "read the store's id")
	}
	if id == "" {
		return "", nil
	}
	return "store:" + id, nil
}

// madeAtOnce is when the migrations of stores that earlier versions of examdesk
// made were applied, all of them in all of those stores.
const madeAtOnce = "2026-01-01 00:00:00"

// guestName returns the name that follows from the Django migrations, empty if they
// say nothing.
func guestName(ctx context.Context, q querier) (string, error) {
	has, err := hasTable(ctx, q, "django_migrations")
	if err != nil || !has {
		return "", mapError(err, "look for its migrations")
	}
	rows, err := q.QueryContext(ctx, "SELECT app || char(31) || name || char(31) || applied FROM django_migrations WHERE applied <> ? ORDER BY app, name, applied", madeAtOnce)
	if err != nil {
		return "", mapError(err, "read its migrations")
	}
	lines, err := collectStrings(rows)
	if err != nil || len(lines) == 0 {
		return "", mapError(err, "read its migrations")
	}
	sum := sha256.New()
	for _, line := range lines {
		_, _ = fmt.Fprintln(sum, line)
	}
	return "django:" + hex.EncodeToString(sum.Sum(nil)[:16]), nil
}

// Elsewhere reports whether the file at a place is not this store's.
func (s *database) Elsewhere(place string) bool {
	there, err := os.Stat(place)
	return err == nil && !os.SameFile(there, s.file)
}
