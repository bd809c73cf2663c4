package engine

import (
	"context"
	"time"

	"examdesk/model"
)

var _ model.StateStore = (*Guarded)(nil)

// storeReads answers questions about the store itself.
type storeReads struct{ *core }

// Info implements [model.StoreReader].
func (e storeReads) Info() model.StoreInfo { return e.store.Info() }

// Identity implements [model.StoreReader].
func (e storeReads) Identity(ctx context.Context) (model.StoreIdentity, error) {
	return e.store.Identity(ctx)
}

// Elsewhere implements [model.StoreReader].
func (e storeReads) Elsewhere(place string) bool { return e.store.Elsewhere(place) }

// Notes implements [model.StoreReader].
func (e storeReads) Notes(now time.Time) []string { return e.store.Notes(now) }

// CopyNote implements [model.StoreReader].
func (e storeReads) CopyNote(now time.Time) string { return e.store.CopyNote(now) }

// Written implements [model.StoreReader].
func (e storeReads) Written() int64 { return e.store.Written() }

// CheckStore implements [model.StoreChecker].
func (e storeReads) CheckStore(ctx context.Context) ([]model.Finding, error) {
	return e.store.Check(ctx)
}

// Openings implements [model.StoreChecker].
func (e storeReads) Openings(now time.Time) []model.Finding { return e.store.Openings(now) }

// UpToDate implements [model.StoreMigrator].
func (e storeReads) UpToDate(ctx context.Context) (bool, error) { return e.store.UpToDate(ctx) }

// Person implements [model.PeopleReader].
func (e storeReads) Person(ctx context.Context, username string) (model.Reviewer, error) {
	return e.store.Person(ctx, username)
}

// Reviewers implements [model.PeopleReader].
func (e storeReads) Reviewers(ctx context.Context) ([]model.Reviewer, error) {
	return e.store.Reviewers(ctx)
}

// KeepsActivity implements [model.ActivityReader].
func (e storeReads) KeepsActivity(ctx context.Context) (bool, error) {
	return e.store.KeepsActivity(ctx)
}

// Activity implements [model.ActivityReader].
func (e storeReads) Activity(ctx context.Context, q model.ActivityQuery, f func(model.ActivityLine) error) error {
	return e.store.Activity(ctx, q, f)
}

// ActivityHead implements [model.ActivityReader].
func (e storeReads) ActivityHead(ctx context.Context) (model.ActivityHead, error) {
	return e.store.ActivityHead(ctx)
}

// CheckActivity implements [model.ActivityReader].
func (e storeReads) CheckActivity(ctx context.Context, noted *model.ActivityHead) (*model.ChainCheck, error) {
	return e.store.CheckActivity(ctx, noted)
}

// Outside implements [model.ActivityReader].
func (e storeReads) Outside(ctx context.Context, f func(model.OutsideRow) error) error {
	return e.store.Outside(ctx, f)
}

// CanDeliver implements [model.OutboxReader].
func (e storeReads) CanDeliver() error { return e.store.CanDeliver() }

// CountMessages implements [model.OutboxReader].
func (e storeReads) CountMessages(ctx context.Context) (map[model.MessageState]int64, error) {
	return e.store.CountMessages(ctx)
}

// CountFailed implements [model.OutboxReader].
func (e storeReads) CountFailed(ctx context.Context) (int64, error) { return e.store.CountFailed(ctx) }
