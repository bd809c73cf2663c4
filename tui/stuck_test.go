package tui

import (
	"testing"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// The keys that are named beside a reason do what helps against it, in the list
// and in the attempt.
func TestStuckKeys(t *testing.T) {
	t.Parallel()
	does := map[string]string{
		"v": "verify", "r": "reject", "m": "more outcomes", "R": "ready to resume", "D": "remove", "S": "set status",
	}
	keys := desk(t, 120, 40).m.keymap
	for _, r := range []model.StuckReason{
		model.StuckWaiting, model.StuckNeedsDecision, model.StuckError, model.StuckNoExternalID, model.StuckOvertime,
		model.StuckNotProctored,
	} {
		named := view.StuckKeys(r)
		if len(named) == 0 {
			t.Errorf("%s: no key", r)
		}
		for _, key := range named {
			for _, at := range keys.Places {
				if b := keys.Find(at, key); at.Is(host.Rows) && (b == nil || b.Short != does[key]) {
					t.Errorf("%s: %s does not %s", r, key, does[key])
				}
			}
		}
	}
}
