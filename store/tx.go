package store

import (
	"context"
	"errors"
)

// Tx is a transaction: one snapshot to read from, or one write that happens
// whole or not at all. It is the sum of its parts, each of which knows one group
// of tables and is all that a question about these needs.
type Tx struct {
	*session

	examTables
	dateTables
	attemptTables
	attemptLists
	reviewTables
	allowanceTables
	retirementTables
	batchTables
	policyTables
	learnerTables
	personTables
	applicationTables
	switchTables
	decisionTables
	deliveryTables
	outboxTables
	activityTables
	cardReads
	onboardingReads
	situationReads
	pastReads
}

func newTx(t *session) *Tx {
	return &Tx{
		t, examTables{t}, dateTables{t}, attemptTables{t}, attemptLists{t}, reviewTables{t}, allowanceTables{t}, retirementTables{t}, batchTables{t}, policyTables{t},
		learnerTables{t}, personTables{t}, applicationTables{t}, switchTables{t}, decisionTables{t}, deliveryTables{t}, outboxTables{t}, activityTables{t}, cardReads{t}, onboardingReads{t},
		situationReads{t}, pastReads{t},
	}
}

// View runs f on one snapshot of the store.
func (s *Store) View(ctx context.Context, f func(*Tx) error) error {
	return s.view(ctx, func(t *session) error { return f(newTx(t)) })
}

// Glance is [Store.View] for questions by key: if the context ends, no further one is
// asked, but the one that runs is not interrupted.
func (s *Store) Glance(ctx context.Context, f func(*Tx) error) error {
	return glance(ctx, s.database, func(t *session) error { return f(newTx(t)) })
}

// Update runs f in a write transaction. It is on disk when Update returns; if f
// or the commit fails, nothing was written. If the context ends, no further statement is
// run.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	db, err := s.writer()
	if err != nil {
		return err
	}
	tx, err := begin(ctx, db, beginWrite, true)
	if err != nil {
		return mapError(err, "begin to write")
	}
	// A panic in f is caught further up, and must not leave the store locked.
	defer func() { _ = tx.rollback(ctx) }()
	t := &session{tx: tx, s: s.database}
	err = s.noticeOurs(ctx, tx)
	if err == nil {
		err = f(newTx(t))
	}
	if err != nil {
		if rollback := tx.rollback(ctx); rollback != nil {
			err = errors.Join(err, rollback)
		}
		return mapError(err, "write")
	}
	if err := tx.commit(ctx); err != nil {
		return mapError(err, "write")
	}
	t.keepSeen()
	s.written.Add(1)
	if t.told {
		s.wake()
	}
	return nil
}
