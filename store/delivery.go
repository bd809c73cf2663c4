package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"examdesk/model"
)

// deliveryTables are the deliveries of services that wait for a person.
type deliveryTables struct{ *session }

// HoldDelivery keeps a delivery for a person. One that is held already is not
// kept twice. The error has [model.CodeConflict] on a store that cannot.
func (t deliveryTables) HoldDelivery(ctx context.Context, d model.HeldDelivery) error {
	if err := t.MayHoldDelivery(ctx); err != nil {
		return err
	}
	comments, err := json.Marshal(d.Comments)
	if err != nil {
		return model.Wrap(err, model.CodeInternal, "The delivery could not be encoded.")
	}
	_, err = t.exec(ctx, "keep the delivery", `INSERT INTO examdesk_delivery
		(attempt_code, received, status, comments, reviewed_by, raw, video, state)
		SELECT ?, ?, ?, ?, ?, ?, ?, 'held' WHERE NOT EXISTS
		(SELECT 1 FROM examdesk_delivery WHERE attempt_code = ? AND state = 'held' AND raw = ?)`,
		d.AttemptCode, formatTime(d.Received), string(d.Status), string(comments), d.ReviewedBy.Raw(), d.Raw, d.Video, d.AttemptCode, d.Raw)
	return err
}

// MayHoldDelivery returns an error if [Tx.HoldDelivery] could not keep a delivery.
func (t deliveryTables) MayHoldDelivery(ctx context.Context) error {
	has, err := t.keepsDeliveries(ctx)
	if err == nil && !has {
		err = model.Errorf(model.CodeConflict,
			"A person has decided this attempt, and this store cannot keep what came later; run `examdesk store migrate`, then have it sent again.")
	}
	return err
}

// keepsDeliveries reports whether the store has the table, which a store that was
// migrated by an earlier version lacks.
func (t deliveryTables) keepsDeliveries(ctx context.Context) (bool, error) {
	if !t.s.Info().Migrated {
		return false, nil
	}
	has, err := t.hasTable(ctx, "examdesk_delivery")
	return has, mapError(err, "look for the table of deliveries")
}

// HeldDeliveries returns the deliveries that wait for a person: those of an attempt
// code, or all for none, the oldest first.
func (t deliveryTables) HeldDeliveries(ctx context.Context, code string) ([]model.HeldDelivery, error) {
	if has, err := t.keepsDeliveries(ctx); err != nil || !has {
		return nil, err
	}
	rows, err := t.tx.QueryContext(ctx, deliverySelect+" WHERE state = 'held' AND (? = '' OR attempt_code = ?) ORDER BY id", code, code)
	if err != nil {
		return nil, mapError(err, "list what waits for a person")
	}
	var out []model.HeldDelivery
	err = each(rows, func() error {
		d, err := scanDelivery(rows)
		out = append(out, d)
		return err
	})
	return out, mapError(err, "list what waits for a person")
}

const deliverySelect = "SELECT id, attempt_code, received, status, comments, reviewed_by, raw, video, state FROM examdesk_delivery"

// Delivery reads one that was held; [model.CodeNotFound] if there is none.
func (t deliveryTables) Delivery(ctx context.Context, id int64) (model.HeldDelivery, error) {
	if has, err := t.keepsDeliveries(ctx); err != nil || !has {
		return model.HeldDelivery{}, errors.Join(err, model.Errorf(model.CodeNotFound, "This store keeps no deliveries."))
	}
	d, err := scanDelivery(t.tx.QueryRowContext(ctx, deliverySelect+" WHERE id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		return d, model.Errorf(model.CodeNotFound, "There is no delivery %d.", id)
	}
	return d, mapError(err, "read the delivery")
}

func scanDelivery(row interface{ Scan(...any) error }) (model.HeldDelivery, error) {
	var d model.HeldDelivery
	var comments string
	err := row.Scan(&d.ID, &d.AttemptCode, scanTime{&d.Received}, text(&d.Status), &comments, text(&d.ReviewedBy), &d.Raw, &d.Video, &d.State)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(comments), &d.Comments)
}

// SettleDelivery closes a held delivery: applied or dismissed, by whom.
func (t deliveryTables) SettleDelivery(ctx context.Context, id int64, state string, by int64, at time.Time) error {
	return t.execOne(ctx, "settle the delivery", "UPDATE examdesk_delivery SET state = ?, settled_by = ?, settled = ? WHERE id = ? AND state = 'held'",
		state, by, formatTime(at), id)
}

// held reads what waits for a person at an attempt.
func (t deliveryTables) held(ctx context.Context, d *model.AttemptDetail) (err error) {
	if d.Review != nil {
		d.Held, err = t.HeldDeliveries(ctx, d.Attempt.Code.Raw())
	}
	return err
}
