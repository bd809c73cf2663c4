package mirror

import (
	"slices"
	"time"
)

// State is how far a mirror is, as people are told.
type State string

// The states. Behind is never stored: it follows from the age of the last answer.
const (
	// Filling reads the LMS for the first time; what is there is right, and incomplete.
	Filling State = "filling"
	// Following takes over what changes.
	Following State = "following"
	// Behind has not heard from the LMS for a while.
	Behind State = "behind"
	// Suspect means that the LMS shows an older state than the mirror: a replica that
	// lags, or a backup that was restored. Nothing is decided by what is shown.
	Suspect State = "suspect"
	// Rebuild compares everything again before the mirror is trusted.
	Rebuild State = "rebuild"
)

// The kinds of sources.
const (
	KindDatabase = "database"
	KindPages    = "pages"
)

// Source is the LMS as it was met.
type Source struct {
	Kind string `json:"kind"`
	// Address is where it is, without a password: https://HOST or USER@HOST:PORT/NAME.
	Address string `json:"address"`
	// Identity tells one server from another at the same address.
	Identity string `json:"identity,omitempty"`
	Version  string `json:"version,omitempty"`
	// Schema is the newest migration of edx-proctoring there.
	Schema string `json:"schema,omitempty"`
}

// Scope is which part of an LMS a mirror holds.
type Scope struct {
	// Courses limits it to courses; all of them if it is empty.
	Courses []string `json:"courses,omitempty"`
	// Days limits closed attempts to those changed in the last days; 0 takes all.
	Days int `json:"days,omitempty"`
	// Comments takes the comments of reviews as well. Raw data and recordings are
	// never taken.
	Comments bool `json:"comments,omitempty"`
}

// Same reports whether two scopes hold the same.
func (s Scope) Same(o Scope) bool {
	return s.Days == o.Days && s.Comments == o.Comments && slices.Equal(s.Courses, o.Courses)
}

// Gap is a range of ids below a tail that were not seen. They may belong to
// transactions that are still open.
type Gap struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
	// Seen is when the gap was noticed.
	Seen time.Time `json:"seen"`
}

// Feed is how far a table that only grows was read: up to the tail, without the gaps.
type Feed struct {
	Tail int64 `json:"tail"`
	Gaps []Gap `json:"gaps,omitempty"`
}

// Cursor is how far something was read that has an end: a table while a mirror is
// filled, by the last id, or the pages of a course.
type Cursor struct {
	At   int64     `json:"at"`
	Of   int64     `json:"of,omitempty"`
	Done bool      `json:"done,omitempty"`
	Read time.Time `json:"read"`
}

// Sweep is what comparing everything found.
type Sweep struct {
	// Finished is when the last round ended that compared everything, zero if none did.
	Finished time.Time `json:"finished,omitzero"`
	// Started is when that round began: what changed without a trace before it is mended.
	Started time.Time `json:"started,omitzero"`
	// Mended is how many rows that round corrected, and Total how many all rounds did.
	Mended int64 `json:"mended"`
	Total  int64 `json:"total"`
}

// Sent is a deed of this side that the LMS has confirmed and that the source has not
// shown yet, since it may be a replica.
type Sent struct {
	AttemptID int64  `json:"attempt_id"`
	Code      string `json:"code,omitempty"`
	// Modified is the attempt's time of change that the LMS answered, as in its column.
	Modified string `json:"modified,omitempty"`
	// Gone reports that the attempt was deleted.
	Gone bool      `json:"gone,omitempty"`
	At   time.Time `json:"at"`
}

// Position is what a mirror knows of where it is. It is written together with the rows
// that lead to it.
type Position struct {
	// Gen counts the positions. A batch that was read at another one is refused.
	Gen    int64  `json:"-"`
	Source Source `json:"source"`
	Scope  Scope  `json:"scope"`
	State  State  `json:"state"`
	// Why explains the state in a sentence, and Since is when it began.
	Why   string    `json:"why,omitempty"`
	Since time.Time `json:"since,omitzero"`
	// Made is when the mirror was created.
	Made        time.Time         `json:"made,omitzero"`
	Feeds       map[string]Feed   `json:"feeds,omitempty"`
	Fingerprint string            `json:"fingerprint,omitempty"`
	Cursors     map[string]Cursor `json:"cursors,omitempty"`
	Sweep       Sweep             `json:"sweep"`
	// NotVisible are the tables and columns (table.column) that the source does not
	// show to this user.
	NotVisible []string `json:"not_visible,omitempty"`
	Sent       []Sent   `json:"sent,omitempty"`
}

// Clone returns a position that shares nothing with this one.
func (p Position) Clone() Position {
	feeds, cursors := make(map[string]Feed, len(p.Feeds)), make(map[string]Cursor, len(p.Cursors))
	for name, f := range p.Feeds {
		f.Gaps = slices.Clone(f.Gaps)
		feeds[name] = f
	}
	for name, c := range p.Cursors {
		cursors[name] = c
	}
	p.Feeds, p.Cursors = feeds, cursors
	p.NotVisible, p.Sent, p.Scope.Courses = slices.Clone(p.NotVisible), slices.Clone(p.Sent), slices.Clone(p.Scope.Courses)
	return p
}

// Complete reports whether all that the scope names has been read.
func (p Position) Complete() bool {
	for _, c := range p.Cursors {
		if !c.Done {
			return false
		}
	}
	return p.State != Filling
}

// Enter changes the state, with the reason.
func (p *Position) Enter(s State, why string, now time.Time) {
	if p.State != s {
		p.Since = now
	}
	p.State, p.Why = s, why
}

// Sees reports whether the source shows a table.
func (p Position) Sees(table string) bool { return !slices.Contains(p.NotVisible, table) }
