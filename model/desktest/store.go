package desktest

import (
	"testing"

	"examdesk/model"
)

// StoreReader checks the contract of [model.StoreReader].
func StoreReader(t *testing.T, f Fixture, s interface {
	model.AttemptStreamer
	model.StoreReader
}) {
	id, err := s.Identity(t.Context())
	if err != nil || id.Name == "" || id.Place == "" {
		t.Errorf("identity %+v, %v", id, err)
	}
	if s.Elsewhere(id.Place) {
		t.Errorf("the store is not at its own place %s", id.Place)
	}
	info := s.Info()
	if info.Empty || info.Schema == "" || info.ReadOnly != (info.ReadOnlyWhy != "") || (info.MayWrite() != nil) != info.ReadOnly {
		t.Errorf("info %+v, %v", info, info.MayWrite())
	}
	newest, err := s.NewestChange(t.Context())
	if err != nil || newest == nil {
		t.Fatalf("the newest change: %v, %v", newest, err)
	}
	for _, r := range collect(t, s.Attempts(t.Context(), model.AttemptQuery{})) {
		if r.Attempt.Modified.After(*newest) {
			t.Errorf("attempt %d is newer than the newest change", r.Attempt.ID)
		}
	}
	for _, note := range append(s.Notes(f.Now), s.CopyNote(f.Now)) {
		if model.Clean(note) != note {
			t.Errorf("the note %q is not fit to be shown", note)
		}
	}
}

// StoreChecker checks the contract of [model.StoreChecker] on a sound store.
func StoreChecker(t *testing.T, f Fixture, s interface {
	model.StoreReader
	model.StoreChecker
}) {
	before := s.Written()
	found, err := s.CheckStore(t.Context())
	if err != nil || len(found) == 0 {
		t.Fatalf("%d findings, %v", len(found), err)
	}
	for _, x := range append(found, s.Openings(f.Now)...) {
		if x.What == "" || !x.OK && x.Detail == "" && x.Remedy == "" {
			t.Errorf("a finding says nothing: %+v", x)
		}
	}
	if after := s.Written(); after != before {
		t.Errorf("the check wrote %d times", after-before)
	}
}

// Migrating is [model.StoreMigrator] with a way to see that no attempt changed.
type Migrating interface {
	model.AttemptFinder
	model.StoreMigrator
}

// StoreMigrator is the contract of [model.StoreMigrator].
func StoreMigrator(t *testing.T, f Fixture, fresh func(t *testing.T) Migrating) {
	s := fresh(t)
	f.ask(t, "StoreMigrator", model.DeedMigrate, s)
	before := walk(t, s, model.AttemptQuery{Limit: 1000})
	for range 2 { // again changes nothing
		if err := s.Migrate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if ok, err := s.UpToDate(t.Context()); err != nil || !ok {
			t.Fatalf("up to date %v, %v", ok, err)
		}
	}
	after := walk(t, s, model.AttemptQuery{Limit: 1000})
	if len(after) != len(before) {
		t.Fatalf("%d attempts after %d", len(after), len(before))
	}
	for i := range after {
		if !after[i].Version().Equal(before[i].Version()) || after[i].Attempt.ID != before[i].Attempt.ID {
			t.Errorf("attempt %d changed", before[i].Attempt.ID)
		}
	}
}
