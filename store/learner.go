package store

import (
	"context"
	"database/sql"
	"errors"

	"examdesk/model"
)

// learnerTables are the platform's users as learners.
type learnerTables struct{ *session }

// Learner reads a user; [model.CodeNotFound] if there is none.
func (t learnerTables) Learner(ctx context.Context, id int64) (model.Learner, error) {
	l, err := t.learner(ctx, "u.id = ?", id)
	if err == nil && l == nil {
		return model.Learner{}, model.Errorf(model.CodeNotFound, "There is no user %d.", id)
	}
	if err != nil {
		return model.Learner{}, err
	}
	return *l, nil
}

// LearnerByName finds a user by username, or else by e-mail, as an allowance
// names one; nil if there is none.
func (t learnerTables) LearnerByName(ctx context.Context, name string) (*model.Learner, error) {
	l, err := t.learner(ctx, "u.username = ?", name)
	if err != nil || l != nil {
		return l, err
	}
	return t.learner(ctx, "u.email = ?", name)
}

// OnlyUserByEmail finds the user of an e-mail and whether they are staff; nil
// if there is none or several.
func (t learnerTables) OnlyUserByEmail(ctx context.Context, email string) (user *model.Learner, staff bool, err error) {
	ids, err := t.ids(ctx, "find the reviewer", "SELECT id FROM auth_user WHERE email = ? LIMIT 2", email)
	if err != nil || len(ids) != 1 {
		return nil, false, err
	}
	l, err := t.Learner(ctx, ids[0])
	if err != nil {
		return nil, false, err
	}
	err = t.tx.QueryRowContext(ctx, "SELECT is_staff FROM auth_user WHERE id = ?", l.ID).Scan(flag(&staff))
	return &l, staff, mapError(err, "read the reviewer")
}

func (t learnerTables) learner(ctx context.Context, where string, args ...any) (*model.Learner, error) {
	var l model.Learner
	err := t.tx.QueryRowContext(ctx, "SELECT "+t.s.userColumns()+" FROM auth_user u WHERE "+where+" ORDER BY u.id LIMIT 1", args...).Scan(scanLearner(&l)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, mapError(err, "read the user")
	}
	return &l, nil
}
