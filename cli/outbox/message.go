package outbox

import (
	"encoding/json"

	"examdesk/cli/jsonout"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// messageJSON is one message of `outbox list --json`; docs/commands.md describes
// it.
type messageJSON struct {
	ID         int64           `json:"id"`
	Key        string          `json:"key"`
	State      string          `json:"state"`
	Kind       string          `json:"kind"`
	Certainty  string          `json:"certainty"`
	AttemptID  int64           `json:"attempt_id"`
	DecisionID *string         `json:"decision_id"`
	Created    jsonout.Time    `json:"created"`
	Tries      int             `json:"tries"`
	NextTry    *jsonout.Time   `json:"next_try"`
	Problem    *string         `json:"problem"`
	Delivered  *jsonout.Time   `json:"delivered"`
	Payload    json.RawMessage `json:"payload"`
}

func messageOf(m model.Message) messageJSON {
	j := messageJSON{
		ID: m.ID, Key: m.Key, State: string(m.State), Kind: string(m.Kind), Certainty: m.CertaintyWord(), AttemptID: m.AttemptID,
		DecisionID: vocab.NonEmpty(model.Text(m.DecisionID)), Created: jsonout.Time(m.Created), Tries: m.Tries, Problem: vocab.NonEmpty(model.Text(m.Problem)),
		Delivered: (*jsonout.Time)(m.Delivered), Payload: m.Payload,
	}
	if !m.Next.IsZero() {
		j.NextTry = (*jsonout.Time)(&m.Next)
	}
	return j
}

// readState reads the state in --state, which may be left out.
func readState(s string, to *model.MessageState) (err error) {
	if s != "" {
		*to, err = model.ParseMessageState(s)
	}
	return err
}
