package kit

import (
	"context"
	"errors"

	"examdesk/model"
)

// ForDeed opens the store for a command that changes it. A person who may not do the
// deed anywhere is refused before anything is read, even in a dry run.
func ForDeed(ctx context.Context, a *Factory, deed model.Deed, f func(*Opened) error) error {
	return WithStore(ctx, a, func(o *Opened) error {
		if err := o.Store.May(ctx, deed); err != nil {
			return err
		}
		return f(o)
	})
}

// WithStore opens the store that the flags name, and closes it after f.
func WithStore(ctx context.Context, a *Factory, f func(*Opened) error) error {
	o, err := a.OpenStore(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(o), o.Close())
}
