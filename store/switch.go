package store

import (
	"context"
	"database/sql"
	"errors"
)

// switchTables are the platform's feature switches.
type switchTables struct{ *session }

// SwitchIsActive reports whether a switch is on; one that is not there is off, as in
// waffle.
func (t switchTables) SwitchIsActive(ctx context.Context, name string) (bool, error) {
	has, err := t.hasTable(ctx, "waffle_switch")
	if err != nil || !has {
		return false, mapError(err, "look for the platform's switches")
	}
	var on bool
	err = t.tx.QueryRowContext(ctx, "SELECT active FROM waffle_switch WHERE name = ?", name).Scan(flag(&on))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return on, mapError(err, "read the platform's switches")
}
