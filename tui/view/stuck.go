package view

import (
	"strings"

	"examdesk/model"
)

// StuckKeys returns the desk's keys that help against a reason; none if no one at the
// desk can help.
func StuckKeys(r model.StuckReason) []string {
	switch r {
	case model.StuckWaiting, model.StuckNeedsDecision, model.StuckUnsubmitted:
		return []string{"v", "r", "m"}
	case model.StuckError:
		return []string{"R"}
	case model.StuckNoExternalID, model.StuckReset:
		return []string{"D"}
	case model.StuckOvertime, model.StuckNotProctored:
		return []string{"S"}
	}
	return nil
}

// stuckText explains why an attempt is stuck, what helps, and with which key.
func stuckText(r model.StuckReason) string {
	text := r.Sentence()
	if keys := StuckKeys(r); len(keys) > 0 {
		text += " (" + strings.Join(keys, ", ") + ")"
	}
	return text
}
