package simulator

import (
	"bytes"
	"context"
	"encoding/json"

	"examdesk/backends/payload"
	"examdesk/model"
)

// maxRecorded is how many callbacks one replay has at most.
const maxRecorded = 1000

// ParseRecorded reads recorded callbacks: one JSON object, or one in each line.
// The error has [model.CodeInvalid] and names the one that is wrong.
func ParseRecorded(data []byte) ([]Recorded, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, model.Errorf(model.CodeInvalid, "There is no callback in it.")
	}
	if one, err := parseRecorded(data); err == nil {
		return []Recorded{one}, nil
	}
	var out []Recorded
	for i, line := range bytes.Split(data, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		r, err := parseRecorded(line)
		if err != nil {
			return nil, model.Wrap(err, model.CodeInvalid,
				`Line %d is not a recorded callback; write {"attempt_code" or "external_id": …, "payload": {…}}.`, i+1)
		}
		if out = append(out, r); len(out) > maxRecorded {
			return nil, model.Errorf(model.CodeInvalid, "There are more than %d callbacks in it.", maxRecorded)
		}
	}
	return out, nil
}

func parseRecorded(data []byte) (Recorded, error) {
	var r Recorded
	o, err := payload.Parse(data)
	if err != nil {
		return r, err
	}
	inner := o.Object("payload")
	if inner == nil {
		return r, model.Errorf(model.CodeInvalid, "There is no payload.")
	}
	return Recorded{AttemptCode: o.Text("attempt_code"), ExternalID: o.Text("external_id"), Payload: json.RawMessage(inner.Dump())}, nil
}

// Replay sends a recorded callback. It belongs to the attempt that it names; to
// another one it belongs if that is given as to, and then the ids in it are
// that one's.
func (s *Service) Replay(ctx context.Context, r Recorded, to string) (Callback, error) {
	body, err := payload.Parse(r.Payload)
	if err != nil {
		return Callback{}, model.Wrap(err, model.CodeInvalid, "The recorded payload is not a JSON object.")
	}
	id := to
	if id == "" {
		id = r.named(body)
	}
	if id == "" {
		return Callback{}, model.Errorf(model.CodeInvalid, "The recorded callback names no attempt; specify which one it is for.")
	}
	a, err := s.Attempt(id)
	if err != nil {
		return Callback{}, err
	}
	meta := body.Object("examMetaData")
	if meta != nil && to != "" {
		if a.Protocol != ProtocolPSI {
			return Callback{}, model.Errorf(model.CodeInvalid, "The recorded callback is PSI's, but the attempt belongs to a REST service.")
		}
		meta.Set("examCode", a.Code).Set("ssiRecordLocator", a.ID)
	}
	if meta == nil && a.Protocol == ProtocolPSI {
		return Callback{}, model.Errorf(model.CodeInvalid, "The recorded callback is a REST service's, but the attempt belongs to PSI.")
	}
	outcome := body.Text("reviewStatus")
	if meta == nil {
		outcome = body.Text("status")
	}
	return s.deliver(ctx, a, reviewMessage(a, body), outcome)
}

// named is the attempt that a recorded callback names.
func (r Recorded) named(body *payload.Object) string {
	for _, id := range []string{r.ExternalID, r.AttemptCode} {
		if id != "" {
			return id
		}
	}
	if meta := body.Object("examMetaData"); meta != nil {
		return firstText(meta, "ssiRecordLocator", "examCode")
	}
	return ""
}
