package model

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// activityTime is how a line's hash writes the time: UTC with microseconds.
const activityTime = "2006-01-02T15:04:05.000000Z"

// ChainHash returns the hash of a line: SHA-256 over the length-prefixed values of
// all its fields but the hash, among them the hash of the line before. Values
// are written as "length:bytes," so that none can run into the next.
func (l ActivityLine) ChainHash() string {
	var b strings.Builder
	for _, v := range []string{
		strconv.FormatInt(l.ID, 10), l.At.UTC().Format(activityTime), string(l.Deed), string(l.Door),
		strconv.FormatInt(l.Actor.UserID, 10), l.Actor.Name.Raw(), strconv.FormatBool(l.Actor.Authenticated),
		l.Actor.OSUser.Raw(), l.Actor.Host.Raw(), l.Actor.Version,
		string(l.Subject.Kind), strconv.FormatInt(l.Subject.ID, 10), strconv.FormatInt(l.Subject.AttemptID, 10),
		strconv.FormatInt(l.Subject.ExamID, 10), strconv.FormatInt(l.Subject.UserID, 10),
		l.From, l.To, l.EffectsText, l.DecisionID, l.ReasonDigest, l.HistoryText, l.Prev,
	} {
		b.WriteString(strconv.Itoa(len(v)) + ":" + v + ",")
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// ReasonDigest returns the salted digest of a reason: without the salt it cannot be
// compared with anything.
func ReasonDigest(salt, reason string) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(len(salt)) + ":" + salt + "," + reason))
	return hex.EncodeToString(sum[:])
}

// ChainFault is what is wrong with a line of activity.
type ChainFault struct {
	ID   int64
	What string
}

// ChainCheck goes through the lines in the order of their ids and finds those
// that are not as they were written.
type ChainCheck struct {
	Lines  int
	Faults []ChainFault
	head   ActivityHead
	noted  *ActivityHead
	seen   bool // the noted head was met
}

// NewChainCheck begins a check against noted, a head that was noted earlier; nil
// checks the chain alone.
func NewChainCheck(noted *ActivityHead) *ChainCheck { return &ChainCheck{noted: noted} }

// Next checks one line.
func (c *ChainCheck) Next(l ActivityLine) {
	c.Lines++
	switch want := l.ChainHash(); {
	case l.ID <= c.head.ID:
		c.fault(l.ID, "is where line %d was expected: lines were reordered or inserted", c.head.ID+1)
	case l.ID != c.head.ID+1:
		c.missing(c.head.ID+1, l.ID-1)
	case l.Prev != c.head.Hash && l.Hash == want:
		c.fault(l.ID, "does not follow line %d: a line was inserted, replaced or reordered", c.head.ID)
	}
	if l.Hash != l.ChainHash() {
		c.fault(l.ID, "was changed: its hash does not match its content")
	}
	if c.noted != nil && l.ID == c.noted.ID {
		c.seen = true
		if l.Hash != c.noted.Hash {
			c.fault(l.ID, "is not the line whose hash was noted")
		}
	}
	c.head = ActivityHead{ID: l.ID, Hash: l.Hash}
}

// End finds lines missing from the end. issued is the highest id that the store
// remembers ever having given out.
func (c *ChainCheck) End(issued int64) {
	if issued > c.head.ID {
		c.missing(c.head.ID+1, issued)
	}
	if c.noted != nil && !c.seen && c.noted.ID > max(issued, c.head.ID) {
		c.missing(max(issued, c.head.ID)+1, c.noted.ID)
	}
}

// Head returns the newest line that was checked.
func (c *ChainCheck) Head() ActivityHead { return c.head }

func (c *ChainCheck) missing(from, to int64) {
	if from == to {
		c.fault(from, "was removed")
		return
	}
	c.fault(from, "and all lines up to %d were removed", to)
}

func (c *ChainCheck) fault(id int64, format string, args ...any) {
	c.Faults = append(c.Faults, ChainFault{ID: id, What: fmt.Sprintf(format, args...)})
}

// Sentence describes the fault in a sentence.
func (f ChainFault) Sentence() string { return fmt.Sprintf("Line %d %s.", f.ID, f.What) }

// ParseActivityHead reads a head as [ActivityHead.String] writes it.
func ParseActivityHead(s string) (ActivityHead, error) {
	id, hash, found := strings.Cut(strings.TrimSpace(s), ":")
	n, err := strconv.ParseInt(id, 10, 64)
	raw, hexErr := hex.DecodeString(hash)
	if !found || err != nil || n < 0 || hexErr != nil || (n > 0 && len(raw) != sha256.Size) {
		return ActivityHead{}, Errorf(CodeInvalid, "%q is not a valid head; write it as NUMBER:HASH, the way `examdesk audit head` prints it.", s)
	}
	return ActivityHead{ID: n, Hash: strings.ToLower(hash)}, nil
}

// String writes the head as one word.
func (h ActivityHead) String() string { return strconv.FormatInt(h.ID, 10) + ":" + h.Hash }

// ChainChecked is the outcome of a check that another store made.
func ChainChecked(lines int, faults []ChainFault, head ActivityHead) *ChainCheck {
	return &ChainCheck{Lines: lines, Faults: faults, head: head}
}
