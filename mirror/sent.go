package mirror

import (
	"encoding/json"
	"slices"
	"time"
)

// Patience is for how long a source may be older than what the LMS has confirmed, and
// for how long an id below a tail may still appear. It has to be longer than the
// site's longest transaction.
const Patience = 15 * time.Minute

// hidden are the deeds that the source does not show yet: what it says of their
// attempts is older than what the mirror has.
type hidden struct {
	ids   []int64
	codes []string
}

// settle takes from a position the deeds that a batch shows, or that were waited for
// long enough, and returns the others.
func settle(p *Position, rows []Rows, now time.Time) hidden {
	var h hidden
	var left []Sent
	for _, s := range p.Sent {
		if now.Sub(s.At) >= Patience || s.shown(rows) {
			continue
		}
		left = append(left, s)
		h.ids = append(h.ids, s.AttemptID)
		if s.Code != "" {
			h.codes = append(h.codes, s.Code)
		}
	}
	p.Sent = left
	return h
}

// shown reports whether rows are as new as a deed.
func (s Sent) shown(all []Rows) bool {
	for _, r := range all {
		if r.Table != Attempts {
			continue
		}
		id, modified := slices.Index(r.Columns, "id"), slices.Index(r.Columns, "modified")
		for _, row := range r.Values {
			if row[id] != any(s.AttemptID) {
				continue
			}
			at, _ := row[modified].(string)
			return !s.Gone && comparable26(at) >= comparable26(s.Modified)
		}
		if r.asksFor(s.AttemptID) {
			return true
		}
	}
	return false
}

// comparable26 gives a time the fraction that Django leaves out, so that texts compare
// as times do.
func comparable26(at string) string {
	if len(at) == len(time.DateTime) {
		return at + ".000000"
	}
	return at
}

// asksFor reports whether a row with a primary key would have been among the rows.
func (r Rows) asksFor(id int64) bool {
	switch {
	case r.Asked == nil:
		return false
	case r.Asked.Column == "":
		return r.Asked.From <= id && id <= r.Asked.To
	case r.Asked.Column == "id":
		return slices.Contains(r.Asked.Keys, any(id))
	}
	return false
}

// without takes from rows those that are older than what the mirror has.
func (h hidden) without(r Rows) Rows {
	column, keys := "", []any{}
	switch {
	case r.Table == Attempts:
		column = "id"
		for _, id := range h.ids {
			keys = append(keys, id)
		}
	case slices.Contains(r.Columns, "attempt_code"):
		column = "attempt_code"
		for _, code := range h.codes {
			keys = append(keys, code)
		}
	}
	at := slices.Index(r.Columns, column)
	if at < 0 || len(keys) == 0 {
		return r
	}
	r.Values = slices.DeleteFunc(slices.Clone(r.Values), func(row []any) bool { return slices.Contains(keys, row[at]) })
	return r
}

// kept is the condition that keeps those rows from being deleted.
func (h hidden) kept(r Rows) (string, []any, error) {
	column, keys := "attempt_code", any(h.codes)
	if r.Table == Attempts {
		column, keys = "id", h.ids
	}
	if len(h.ids) == 0 || !slices.Contains(r.Columns, column) || r.Table != Attempts && len(h.codes) == 0 {
		return "", nil, nil
	}
	list, err := json.Marshal(keys)
	return " AND (" + column + " IS NULL OR " + column + " NOT IN (SELECT value FROM json_each(?)))", []any{string(list)}, err
}
