package keys

import (
	"context"
	"errors"

	"examdesk/model"
)

// Rotate replaces the value of a secret. The new value is saved beside the current one,
// proven, and only then replaces it; until then, and after any failure, the current one
// stays. prove returns nil if the new value works.
func Rotate(ctx context.Context, v *Vault, name string, candidate model.Secret, prove func(ctx context.Context) error) error {
	name, err := ParseName(name)
	if err != nil {
		return err
	}
	present, err := v.begin(ctx, name, candidate)
	if err != nil {
		return err
	}
	if err := prove(ctx); err != nil {
		cleanup, cancel := afterwards(ctx)
		defer cancel()
		return errors.Join(err, v.erase(cleanup, pendingName(name)))
	}
	return v.promote(ctx, name, present, candidate)
}

// begin saves the new value beside the current one, which it returns.
func (v *Vault) begin(ctx context.Context, name string, candidate model.Secret) (present model.Secret, err error) {
	if err := checkSecret(candidate); err != nil {
		return present, err
	}
	ch, err := v.choose(ctx, true)
	if err != nil {
		return present, err
	}
	err = v.alone(ctx, func() error {
		if _, err := v.read(ctx, pendingName(name)); err == nil {
			return model.Errorf(model.CodeConflict, "A rotation of %s was interrupted, or is under way elsewhere; finish it with --finish or drop it with --drop.", FullName(name))
		} else if !errors.Is(err, errAbsent) {
			return err
		}
		present, err = v.read(ctx, name)
		switch {
		case err != nil:
			return err
		case present == candidate:
			return model.Errorf(model.CodeInvalid, "The new value of %s is the same as the current one.", FullName(name))
		}
		return v.put(ctx, ch, pendingName(name), candidate)
	})
	return present, err
}

// promote replaces the current value with the waiting one. If that fails it restores
// the current one and leaves the waiting one to be found. It does not undo changes that
// others have made in the meantime.
func (v *Vault) promote(ctx context.Context, name string, present, candidate model.Secret) error {
	ch, err := v.choose(ctx, true)
	if err != nil {
		return err
	}
	return v.alone(ctx, func() error {
		if err := v.unchanged(ctx, name, present, candidate); err != nil {
			return err
		}
		if err := v.put(ctx, ch, name, candidate); err != nil {
			cleanup, cancel := afterwards(ctx)
			defer cancel()
			return errors.Join(err, v.putBack(cleanup, ch, name, present))
		}
		return v.take(ctx, ch, pendingName(name))
	})
}

// unchanged makes sure that both values are still the ones that were read when the new
// one was tried.
func (v *Vault) unchanged(ctx context.Context, name string, present, candidate model.Secret) error {
	waiting, err := v.read(ctx, pendingName(name))
	if err != nil && !errors.Is(err, errAbsent) {
		return err
	}
	if waiting != candidate {
		return model.Errorf(model.CodeConflict, "The rotation of %s was dropped or finished elsewhere meanwhile; nothing was changed here.", FullName(name))
	}
	now, err := v.read(ctx, name)
	if err != nil && !errors.Is(err, errAbsent) {
		return err
	}
	if now != present && now != candidate {
		return model.Errorf(model.CodeConflict, "%s has been changed in the meantime, and stays as it is. The new value waits beside it: --finish puts it in its place, --drop removes it.", FullName(name))
	}
	return nil
}

// putBack makes sure that the former value is stored.
func (v *Vault) putBack(ctx context.Context, ch chosen, name string, present model.Secret) error {
	if present.IsZero() {
		return nil
	}
	if now, err := v.read(ctx, name); err == nil && now == present {
		return nil
	}
	return v.put(ctx, ch, name, present)
}

// Pending returns the value that an interrupted rotation left, or [model.CodeNotFound]
// if there is none.
func (v *Vault) Pending(ctx context.Context, name string) (model.Secret, error) {
	name, err := ParseName(name)
	if err != nil {
		return model.Secret{}, err
	}
	candidate, err := v.read(ctx, pendingName(name))
	if errors.Is(err, errAbsent) {
		return candidate, model.Wrap(err, model.CodeNotFound, "No rotation of %s was interrupted.", FullName(name))
	}
	return candidate, err
}

// FinishRotation continues an interrupted rotation. If the value is not proven it keeps
// waiting.
func FinishRotation(ctx context.Context, v *Vault, name string, prove func(ctx context.Context, candidate model.Secret) error) error {
	candidate, err := v.Pending(ctx, name)
	if errors.Is(err, errAbsent) {
		return errors.Join(err, v.forget(ctx, name))
	}
	if err != nil {
		return err
	}
	if err := prove(ctx, candidate); err != nil {
		return err
	}
	name, err = ParseName(name)
	if err != nil {
		return err
	}
	present, err := v.read(ctx, name)
	if err != nil && !errors.Is(err, errAbsent) {
		return err
	}
	return v.promote(ctx, name, present, candidate)
}

// DropRotation removes the value that an interrupted rotation left.
func DropRotation(ctx context.Context, v *Vault, name string) error {
	if _, err := v.Pending(ctx, name); errors.Is(err, errAbsent) {
		return errors.Join(err, v.forget(ctx, name))
	} else if err != nil {
		return err
	}
	name, err := ParseName(name)
	if err != nil {
		return err
	}
	return v.erase(ctx, pendingName(name))
}

// forget removes the name of a waiting value that does not exist from the list.
func (v *Vault) forget(ctx context.Context, name string) error {
	name, err := ParseName(name)
	if err != nil {
		return err
	}
	return v.alone(ctx, func() error { return v.index.drop(ctx, pendingName(name)) })
}
