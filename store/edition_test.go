package store

import (
	"testing"
)

// An edition stays while no one writes, and is a different one after anyone has:
// through this store, through another one of the same file, guest or migrated.
func TestEdition(t *testing.T) {
	t.Parallel()
	for _, migrated := range []bool{false, true} {
		s := mustOpen(t, sharedCopy(t), Options{})
		if migrated {
			if err := s.Migrate(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
		other, err := Open(t.Context(), s.Info().Path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		edition := func() string {
			e, err := s.Edition(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		before := edition()
		if again := edition(); again != before {
			t.Errorf("migrated %v: %s became %s though nobody wrote", migrated, before, again)
		}
		for i, w := range []*Store{s, other} {
			err := w.Update(t.Context(), func(tx *Tx) error {
				_, err := tx.exec(t.Context(), "write", "UPDATE "+tableAttempt+" SET is_status_acknowledged = ? WHERE id = 21", 1-i)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			after := edition()
			if after == before {
				t.Errorf("migrated %v, writer %d: the edition stayed %s", migrated, i, after)
			}
			before = after
		}
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
