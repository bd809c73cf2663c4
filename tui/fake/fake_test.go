package fake_test

import (
	"testing"
	"time"

	"examdesk/model/desktest"
	"examdesk/tui/fake"
)

// The fake is worth testing against only while it keeps the same contract as
// the stores it stands for.
func TestContract(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	for name, hostile := range map[string]bool{"plain": false, "hostile": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			desktest.Run(t, now, func(*testing.T) desktest.Subject {
				return fake.New(fake.Config{Attempts: 8000, Now: now, Hostile: hostile})
			})
		})
	}
}
