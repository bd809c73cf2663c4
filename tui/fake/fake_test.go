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
			desktest.All(t, desktest.Fixture{Now: now, Skips: notPlayed(), Holds: desktest.Holdings{Attempts: 8000}, Fresh: func(*testing.T) any {
				return fake.New(fake.Config{Attempts: 8000, Now: now, Hostile: hostile})
			}})
		})
	}
}

// notPlayed are the roles that the desk does not ask of its store, or asks of another
// fake.
func notPlayed() map[string]string {
	out := map[string]string{}
	for _, role := range []string{
		"AttemptStreamer", "AttemptLocator", "LearnerNamer", "ExamFinder", "PolicyReader", "AllowanceStreamer", "OnboardingStreamer", "Reporter",
		"Granter", "ReviewReceiver", "DeliverySettler", "ReviewSyncer", "OutboxReader", "OutboxKeeper", "ActivityReader", "PeopleReader",
		"StoreReader", "StoreChecker", "StoreMigrator", "PeopleKeeper", "ApplicationKeeper", "ExamRegistrar", "LearnerRetirer",
	} {
		out[role] = "does not have this role"
	}
	return out
}
