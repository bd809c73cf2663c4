package desk

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
	"examdesk/store"
	"examdesk/store/sample"
)

// desk opens a small store of its own as the desk does.
func deskStore(t *testing.T, c config.Config) (*setup.Setup, *setup.Opened) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	now := func() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }
	if err := sample.Generate(t.Context(), path, sample.Options{Attempts: 50, Seed: 1, Now: now()}, func(int64, int64, string) {}); err != nil {
		t.Fatal(err)
	}
	a := setup.New(kit.Env{Clock: now, Version: "test"}, nil)
	o, err := a.Open(t.Context(), c, config.Target{Path: path, Configured: true}, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	return a, o
}

// A secret that cannot be read keeps no one from deciding: the desk opens, says
// it, and what it writes waits.
func TestDeskWithoutSecret(t *testing.T) {
	t.Parallel()
	a, o := deskStore(t, config.Config{Platform: config.Platform{Webhook: &config.Webhook{URL: "https://lms.example.com/hook", Secret: "file:/nonexistent"}}})
	meanwhile := deliverMeanwhile(t.Context(), a, o)
	note := meanwhile.problem
	if err := meanwhile.stop(); err != nil {
		t.Error(err)
	}
	if !strings.Contains(note, "receives nothing at present") || !strings.Contains(note, "/nonexistent") {
		t.Errorf("%q", note)
	}
	if info := o.Store.Info(); !info.Platform || !info.Delivers {
		t.Errorf("%+v", info)
	}
}

// The courier of the desk ends when the desk does.
func TestDeskDelivers(t *testing.T) {
	t.Parallel()
	a, o := deskStore(t, config.Config{Platform: config.Platform{Webhook: &config.Webhook{URL: "https://lms.example.com/hook", Secret: "a literal secret, quite long"}}})
	meanwhile := deliverMeanwhile(t.Context(), a, o)
	if err := meanwhile.stop(); err != nil || meanwhile.problem != "" || meanwhile.note() != "" {
		t.Error(err, meanwhile.problem, meanwhile.note())
	}
	if w := o.Config.Warnings(); len(w) != 1 || strings.Contains(w[0], "quite long") {
		t.Errorf("%q", w)
	}
}

// What failed is said when the desk opens.
func TestOutboxNotes(t *testing.T) {
	t.Parallel()
	_, o := deskStore(t, config.Config{Platform: config.Platform{Webhook: &config.Webhook{URL: "https://lms.example.com/hook", Secret: "env:X"}}})
	if notes, err := outboxNotes(t.Context(), o); len(notes) != 0 || err != nil {
		t.Errorf("%q, %v", notes, err)
	}
	another, err := store.Open(t.Context(), o.Store.Info().Path, store.Options{Platform: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = another.Close() }()
	err = another.Update(t.Context(), func(tx *store.Tx) error {
		return tx.RecordEffects(t.Context(), time.Now(), []model.Effect{{Kind: model.EffectMail, Attempt: model.Attempt{ID: 1}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	var claim model.Claim
	err = another.Update(t.Context(), func(tx *store.Tx) (err error) {
		claim, err = tx.ClaimMessages(t.Context(), model.ThePlatform, time.Now(), time.Minute, 1)
		return err
	})
	if err != nil || len(claim.Messages) != 1 {
		t.Fatal(claim, err)
	}
	failure := model.Failure{ID: claim.Messages[0].ID, GiveUp: true}
	if err := another.Update(t.Context(), func(tx *store.Tx) error { return tx.MarkFailed(t.Context(), claim.Lease, failure) }); err != nil {
		t.Fatal(err)
	}
	notes, err := outboxNotes(t.Context(), o)
	if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "1 message failed") {
		t.Errorf("%q, %v", notes, err)
	}
}
