package model

import (
	"context"
	"time"
)

// StoreInfo describes an open store.
type StoreInfo struct {
	Path string
	// Schema names what wrote the tables, e.g. "edx-proctoring 5.2.0".
	Schema string
	// Migrated reports whether our tables, indexes and triggers are there.
	Migrated bool
	// Delivers reports whether our tables have a version whose outbox can be
	// delivered. An earlier version only records.
	Delivers bool
	// Reasons reports whether reasons are kept in a table of their own.
	Reasons bool
	// Groups reports whether numbered pages of a course are kept in order; without
	// that, a page costs as much as its course.
	Groups bool
	// Platform reports whether what is recorded from now on is to be delivered to a
	// platform.
	Platform bool
	// ReadOnly and why, as a sentence.
	ReadOnly    bool
	ReadOnlyWhy string
	// Empty reports whether there are no exams.
	Empty bool
}

// MayWrite returns an error if the store was opened read-only.
func (i StoreInfo) MayWrite() error {
	if i.ReadOnly {
		return Errorf(CodeReadOnly, "%s", i.ReadOnlyWhy)
	}
	return nil
}

// StoreIdentity identifies a store, wherever its file is. A copy has the
// same.
type StoreIdentity struct {
	// Name is the store's own.
	Name string
	// Also are names under which it was known before: those of the guest that it
	// was until it was migrated, and its paths, which were the only names in
	// earlier versions.
	Also []string
	// Place is the file, without symbolic links.
	Place string
}

// Finding is one result of a check of a store.
type Finding struct {
	OK     bool
	What   string
	Detail string
	Remedy string
}

// StoreReader describes a store as a whole, and how it is read.
type StoreReader interface {
	// Info describes the store as it was opened. It reads nothing.
	Info() StoreInfo
	Identity(ctx context.Context) (StoreIdentity, error)
	// Elsewhere reports whether the file at a place is not this store's.
	Elsewhere(place string) bool
	// Notes returns remarks about how the store is read, with ages as of now.
	Notes(now time.Time) []string
	// CopyNote says in a few words how old the private copy is that is being read; it
	// is empty if the store itself is read.
	CopyNote(now time.Time) string
	// NewestChange returns when an attempt was last changed by anybody, nil for a store
	// without attempts. A clock that is behind it is wrong, here or there.
	NewestChange(ctx context.Context) (*time.Time, error)
	// Written counts the changes that this process has made.
	Written() int64
}

// StoreChecker looks a store over. It changes nothing.
type StoreChecker interface {
	// CheckStore looks at all rows; its cost grows with the store.
	CheckStore(ctx context.Context) ([]Finding, error)
	// Openings list what happened when the store was opened, and what stands
	// beside it.
	Openings(now time.Time) []Finding
}

// StoreMigrator gives a store examdesk's own tables.
type StoreMigrator interface {
	// UpToDate reports whether the store has them, of this version.
	UpToDate(ctx context.Context) (bool, error)
	// Migrate adds them or brings them up to date.
	Migrate(ctx context.Context, progress func(done, total int64, what string)) error
}

// PeopleReader says who may act in a store.
type PeopleReader interface {
	// Person returns a user by name with all that gives rights; [CodeNotFound] if
	// there is none.
	Person(ctx context.Context, username string) (Reviewer, error)
	// Reviewers returns those who may decide anything.
	Reviewers(ctx context.Context) ([]Reviewer, error)
}

// ActivityReader reads the lines of who did what.
type ActivityReader interface {
	// KeepsActivity reports whether the store keeps such lines.
	KeepsActivity(ctx context.Context) (bool, error)
	// Activity calls f with each line, the oldest first, until it fails.
	Activity(ctx context.Context, q ActivityQuery, f func(ActivityLine) error) error
	// ActivityHead returns the newest line.
	ActivityHead(ctx context.Context) (ActivityHead, error)
	// CheckActivity holds each line against the one before, and the end against a
	// head that was noted earlier, if there is one.
	CheckActivity(ctx context.Context, noted *ActivityHead) (*ChainCheck, error)
	// Outside calls f with each row of Django's history and archives that was
	// written since lines of activity began and that none of them accounts for.
	Outside(ctx context.Context, f func(OutsideRow) error) error
}
