package vocab

import (
	"examdesk/cli/jsonout"
	"examdesk/model"
)

// HeldJSON is one delivery of `review held --json`; docs/commands.md describes it.
type HeldJSON struct {
	ID          int64        `json:"id"`
	AttemptCode string       `json:"attempt_code"`
	Received    jsonout.Time `json:"received"`
	Status      string       `json:"review_status"`
	Comments    int          `json:"comment_count"`
}

// HeldOf returns a delivery that waits for a person as scripts read it.
func HeldOf(h model.HeldDelivery) HeldJSON {
	return HeldJSON{h.ID, h.AttemptCode, jsonout.Time(h.Received), string(h.Review()), len(h.Comments)}
}
