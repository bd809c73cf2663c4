package keys

import (
	"context"
	"errors"

	"examdesk/model"
)

// Rotate puts a new value in the place of a secret. It is filed beside the
// present one, proven, and only then takes its place; until then, and after any
// failure, the present one stays. prove says whether the new value works.
func Rotate(ctx context.Context, v *Vault, name string, candidate model.Secret, prove func(ctx context.Context) error) error {
	name, err := ParseName(name)
	if err != nil {
		return err
	}
	if _, err := v.read(ctx, pendingName(name)); err == nil {
		return model.Errorf(model.CodeConflict, "A rotation of %s was interrupted; finish it with --finish or drop it with --drop.", FullName(name))
	} else if !errors.Is(err, errAbsent) {
		return err
	}
	present, err := v.read(ctx, name)
	switch {
	case err != nil:
		return err
	case present == candidate:
		return model.Errorf(model.CodeInvalid, "The new value of %s is the present one.", FullName(name))
	}
	if err := v.write(ctx, pendingName(name), candidate); err != nil {
		return err
	}
	if err := prove(ctx); err != nil {
		cleanup, cancel := afterwards(ctx)
		defer cancel()
		return errors.Join(err, v.erase(cleanup, pendingName(name)))
	}
	return v.promote(ctx, name, present, candidate)
}

// promote lets the waiting value take the place of the present one. If that
// fails the present one is put back, and the waiting one stays to be found.
func (v *Vault) promote(ctx context.Context, name string, present, candidate model.Secret) error {
	if err := v.write(ctx, name, candidate); err != nil {
		cleanup, cancel := afterwards(ctx)
		defer cancel()
		return errors.Join(err, v.putBack(cleanup, name, present))
	}
	return v.erase(ctx, pendingName(name))
}

// putBack makes sure that the present value is there.
func (v *Vault) putBack(ctx context.Context, name string, present model.Secret) error {
	if present.IsZero() {
		return nil
	}
	if now, err := v.read(ctx, name); err == nil && now == present {
		return nil
	}
	return v.write(ctx, name, present)
}

// Pending reads the value that an interrupted rotation left. [model.CodeNotFound]
// if there is none.
func (v *Vault) Pending(ctx context.Context, name string) (model.Secret, error) {
	name, err := ParseName(name)
	if err != nil {
		return model.Secret{}, err
	}
	candidate, err := v.read(ctx, pendingName(name))
	if errors.Is(err, errAbsent) {
		return candidate, model.Errorf(model.CodeNotFound, "No rotation of %s was interrupted.", FullName(name))
	}
	return candidate, err
}

// FinishRotation goes on with an interrupted rotation. If the value is not
// proven it keeps waiting.
func FinishRotation(ctx context.Context, v *Vault, name string, prove func(ctx context.Context, candidate model.Secret) error) error {
	candidate, err := v.Pending(ctx, name)
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

// DropRotation takes away the value that an interrupted rotation left.
func DropRotation(ctx context.Context, v *Vault, name string) error {
	if _, err := v.Pending(ctx, name); err != nil {
		return err
	}
	name, err := ParseName(name)
	if err != nil {
		return err
	}
	return v.erase(ctx, pendingName(name))
}
