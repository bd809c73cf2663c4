package store

import (
	"context"
	"time"

	"examdesk/model"
)

const applicationQuery = `SELECT p.id, p.name, p.client_id, p.secret_hash, u.username, p.created, p.revoked
	FROM examdesk_application p JOIN auth_user u ON u.id = p.user_id `

// applicationTables are the programs that may sign in.
type applicationTables struct{ *session }

// Applications are those that were ever registered, in the order in which they were.
func (t applicationTables) Applications(ctx context.Context) ([]model.Application, error) {
	list, _, err := t.applications(ctx, "ORDER BY p.id")
	return list, err
}

// Application is one by its name or its client id, with the hash of its secret; nil
// if there is none.
func (t applicationTables) Application(ctx context.Context, name, clientID string) (*model.Application, string, error) {
	list, hashes, err := t.applications(ctx, "WHERE p.name = ? OR p.client_id = ?", name, clientID)
	if err != nil || len(list) == 0 {
		return nil, "", err
	}
	return &list[0], hashes[0], nil
}

func (t applicationTables) applications(ctx context.Context, cond string, args ...any) (out []model.Application, hashes []string, err error) {
	has, err := t.hasTable(ctx, "examdesk_application")
	if err != nil || !has {
		return nil, nil, mapError(err, "look for the applications")
	}
	rows, err := t.tx.QueryContext(ctx, applicationQuery+cond, args...)
	if err != nil {
		return nil, nil, mapError(err, "read the applications")
	}
	err = each(rows, func() error {
		var a model.Application
		var hash string
		if err := rows.Scan(num(&a.ID), text(&a.Name), text(&a.ClientID), text(&hash), text(&a.User), scanTime{&a.Created}, scanTimePtr{&a.Revoked}); err != nil {
			return err
		}
		out, hashes = append(out, a), append(hashes, hash)
		return nil
	})
	return out, hashes, mapError(err, "read the applications")
}

// InsertApplication registers one; [model.CodeUnsupported] in a store without
// examdesk's tables.
func (t applicationTables) InsertApplication(ctx context.Context, n model.NewApplication, userID int64, at time.Time) error {
	if has, err := t.hasTable(ctx, "examdesk_application"); err != nil || !has {
		if err == nil {
			err = model.Errorf(model.CodeUnsupported, "This store has no place for applications; run `examdesk store migrate` first.")
		}
		return err
	}
	_, err := t.exec(ctx, "register the application", "INSERT INTO examdesk_application (name, client_id, secret_hash, user_id, created) VALUES (?, ?, ?, ?, ?)",
		n.Name, n.ClientID, n.SecretHash, userID, formatTime(at))
	return err
}

// RevokeApplication refuses one from now on.
func (t applicationTables) RevokeApplication(ctx context.Context, id int64, at time.Time) error {
	_, err := t.exec(ctx, "revoke the application", "UPDATE examdesk_application SET revoked = ? WHERE id = ? AND revoked IS NULL", formatTime(at), id)
	return err
}
