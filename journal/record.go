package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strconv"
	"time"
	"unicode/utf8"

	"examdesk/model"
)

// kind is what a record says about a decision.
type kind string

// A decision is taken, given to the store (once for each try), and in the end confirmed
// by the store, withdrawn, or dismissed without asking the store. Failed tries are
// recorded in between.
const (
	kindTaken     kind = "taken"
	kindSending   kind = "sending"
	kindFailed    kind = "failed"
	kindClosed    kind = "closed"
	kindWithdrawn kind = "withdrawn"
	kindDismissed kind = "dismissed"
)

// record is one line of the journal. It holds ids, outcomes, times, the
// reviewer's username and reason. Sentences of a store are left out, because they may name a
// learner; of a failure only the code is kept.
type record struct {
	Kind  kind   `json:"kind"`
	ID    string `json:"id"`
	Store string `json:"store,omitempty"`
	// Place is where the store lay when the decision was taken.
	Place    string     `json:"place,omitempty"`
	Request  *request   `json:"request,omitempty"`
	Replaces string     `json:"replaces,omitempty"`
	By       string     `json:"by,omitempty"`
	TakenAt  time.Time  `json:"taken_at,omitzero"`
	SendAt   time.Time  `json:"send_at,omitzero"`
	Stamp    time.Time  `json:"stamp,omitzero"`
	Code     model.Code `json:"code,omitempty"`
}

// request is a [model.DecisionRequest] with its names on disk.
type request struct {
	Attempt        int64               `json:"attempt"`
	Review         model.ReviewStatus  `json:"review"`
	Reason         string              `json:"reason,omitempty"`
	Status         model.AttemptStatus `json:"status"`
	Modified       time.Time           `json:"modified,omitzero"`
	ReviewID       int64               `json:"review_id,omitempty"`
	ReviewModified time.Time           `json:"review_modified,omitzero"`
}

func newRequest(r model.DecisionRequest) *request {
	return &request{
		Attempt: r.AttemptID, Review: r.Review, Reason: r.Reason,
		Status: r.Expected.Status, Modified: r.Expected.Modified.UTC(),
		ReviewID: r.Expected.ReviewID, ReviewModified: r.Expected.ReviewModified.UTC(),
	}
}

func (r *request) model() model.DecisionRequest {
	return model.DecisionRequest{
		AttemptID: r.Attempt, Review: r.Review, Reason: r.Reason,
		Expected: model.Version{
			Status: r.Status, Modified: r.Modified, ReviewID: r.ReviewID, ReviewModified: r.ReviewModified,
		},
	}
}

// A line is the checksum of the JSON in eight hexadecimal digits, a space, the
// JSON, and a line feed, which JSON never holds itself.
const (
	sumDigits = 8
	lineHead  = sumDigits + 1
)

// appendLine appends a record to a buffer.
func appendLine(buf []byte, r record) ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("write a record of the journal: %w", err)
	}
	buf = fmt.Appendf(buf, "%08x ", checksum(body))
	buf = append(buf, body...)
	return append(buf, '\n'), nil
}

func checksum(body []byte) uint32 {
	return crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli))
}

// parseLine reads a line without its line feed. The second value is false if the line
// is torn, damaged or makes no sense.
func parseLine(line []byte) (record, bool) {
	if len(line) < lineHead || line[sumDigits] != ' ' {
		return record{}, false
	}
	sum, err := strconv.ParseUint(string(line[:sumDigits]), 16, 32)
	if err != nil || uint32(sum) != checksum(line[lineHead:]) {
		return record{}, false
	}
	var r record
	if err := json.Unmarshal(line[lineHead:], &r); err != nil || !utf8.Valid(line) {
		return record{}, false
	}
	return r, r.makesSense()
}

func (r record) makesSense() bool {
	if r.ID == "" {
		return false
	}
	switch r.Kind {
	case kindTaken:
		return r.Store != "" && r.Request != nil && r.Request.Attempt > 0 && r.Request.Review.IsValid()
	case kindSending:
		return !r.Stamp.IsZero()
	case kindFailed, kindClosed, kindWithdrawn, kindDismissed:
		return true
	}
	return false
}

// parse returns the records of a file, leaving out what is damaged.
func parse(data []byte) []record {
	records, _ := parseAll(data)
	return records
}

// parseAll returns a file's records and its damaged pieces. Each line stands alone. A
// last line without a line feed is a write that was cut off; no one was told that it
// had succeeded, so it is neither.
func parseAll(data []byte) (records []record, damaged [][]byte) {
	for {
		line, rest, whole := bytes.Cut(data, []byte{'\n'})
		if r, ok := parseLine(line); ok && whole {
			records = append(records, r)
		} else if len(line) > 0 {
			found, pieces := salvage(line, whole)
			records, damaged = append(records, found...), append(damaged, pieces...)
		} else if whole {
			damaged = append(damaged, line) // the journal writes no empty line: a record was here
		}
		if !whole {
			return records, damaged
		}
		data = rest
	}
}

// salvage looks for whole records in a damaged line, which has two of them if a line
// feed was damaged. The rest of an unfinished line does not count as damaged unless a
// record follows it.
func salvage(line []byte, finished bool) (records []record, damaged [][]byte) {
	start := 0
	for i := 0; i < len(line); {
		r, n := recordAt(line[i:])
		if n == 0 || !finished && i+n == len(line) {
			i++
			continue
		}
		damaged = appendPiece(damaged, line[start:i], len(records) > 0)
		records = append(records, r)
		i += n
		start = i
	}
	if finished {
		damaged = appendPiece(damaged, line[start:], len(records) > 0)
	}
	return records, damaged
}

// appendPiece appends a damaged piece unless it was only a line feed.
func appendPiece(damaged [][]byte, piece []byte, afterRecord bool) [][]byte {
	if len(piece) == 0 || len(piece) == 1 && afterRecord {
		return damaged
	}
	return append(damaged, piece)
}

// recordAt returns the record at the beginning of a text and its length, or 0 if there
// is none.
func recordAt(text []byte) (record, int) {
	if len(text) <= lineHead || text[sumDigits] != ' ' || text[lineHead] != '{' {
		return record{}, 0
	}
	dec := json.NewDecoder(bytes.NewReader(text[lineHead:]))
	var body json.RawMessage
	if dec.Decode(&body) != nil {
		return record{}, 0
	}
	n := lineHead + int(dec.InputOffset())
	r, ok := parseLine(text[:n])
	if !ok {
		return record{}, 0
	}
	return r, n
}
