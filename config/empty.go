package config

import (
	"context"
	"errors"
	"os"

	"examdesk/store"
)

// MakeEmpty makes a new store with nothing in it. It refuses a file that exists, and
// leaves none behind when it fails.
func (e Env) MakeEmpty(ctx context.Context, path string) (err error) {
	if err := store.Create(ctx, path); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(ctx, nil), s.Close())
}
