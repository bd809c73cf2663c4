package model

import "time"

// Filter narrows a list of attempts. Zero values do not narrow. Several values
// of one field mean any of them; different fields must all hold.
type Filter struct {
	Section       Section
	Courses       []string // course ids, exactly
	ExamIDs       []int64
	ExamName      string // any part of the exam's name
	Statuses      []AttemptStatus
	NotStatuses   []AttemptStatus
	Learner       string // username, exactly
	Backends      []string
	ReviewStatus  []ReviewStatus
	Reviewer      string        // username of who decided; "none" for no person
	OlderThan     time.Duration // time in the present status
	YoungerThan   time.Duration
	OnlyPractice  bool
	OnlyProctored bool
	OnlyResumable bool
	// Text is any part of username, e-mail, name, attempt code or external id.
	Text string
	// Words are further texts, each found as Text is: their order does not count.
	Words []string
	// Fuzzy are texts whose letters occur in their order in the username, the
	// e-mail or the name.
	Fuzzy []string
	// Comments is how many comments the review has; an attempt without a review
	// has none.
	Comments NumberRange
	// Submitted is when the learner submitted the exam (completed_at).
	Submitted TimeRange
	// Mine keeps what the person asking has decided. Only the engine knows who that
	// is; see [Filter.For].
	Mine bool
	// Groups are what else must hold: alternatives, and what must not be.
	Groups []FilterGroup
	// Operators are the words of Text that other programs take for operators.
	Operators []string
}

// FilterGroup holds where at least one of its filters does, or with Not where
// none does.
type FilterGroup struct {
	Not bool
	Any []Filter
}

// NumberRange is from From to To, both included; nil does not bound.
type NumberRange struct{ From, To *int }

// TimeRange is from From to before Before; nil does not bound.
type TimeRange struct{ From, Before *time.Time }

// AttemptQuery asks for a page of attempts.
type AttemptQuery struct {
	Filter Filter
	// NewestFirst orders by the time of the last change of status.
	NewestFirst bool
	// After is the cursor of the page before; empty for the first.
	After Cursor
	// Before asks for the page that ends just before this cursor.
	Before Cursor
	Limit  int
}

// Cursor marks a place in a list. It is opaque and short enough for a command
// line; it stays valid while rows come and go.
type Cursor string

// AttemptPage is a page of a list.
type AttemptPage struct {
	Rows []AttemptRow
	// Next is the cursor of the next page, empty at the end.
	Next Cursor
	// Partial reports whether the store stopped looking before the page was full, to
	// keep its answer quick; Next goes on from there, as Before if the page was
	// asked for with Before.
	Partial bool
}

// AttemptRow is an attempt as a list shows it.
type AttemptRow struct {
	Attempt Attempt
	Learner Learner
	Exam    Exam
	// Review is nil if there is none. Only its summary is filled: id, status,
	// reviewer, times.
	Review   *Review
	Comments int
	Cursor   Cursor
}

// Version shows whether an attempt or its review was changed since it was read.
type Version struct {
	Status         AttemptStatus
	Modified       time.Time
	ReviewID       int64
	ReviewModified time.Time
}

// Version returns the version of a row.
func (r AttemptRow) Version() Version {
	v := Version{Status: r.Attempt.Status, Modified: r.Attempt.Modified}
	if r.Review != nil {
		v.ReviewID, v.ReviewModified = r.Review.ID, r.Review.Modified
	}
	return v
}

// Equal compares two versions by value, the times as instants.
func (v Version) Equal(o Version) bool {
	return v.Status == o.Status && v.Modified.Equal(o.Modified) &&
		v.ReviewID == o.ReviewID && v.ReviewModified.Equal(o.ReviewModified)
}

// AttemptDetail is everything about one attempt.
type AttemptDetail struct {
	AttemptRow
	History    []HistoryEntry
	Allowances []Allowance
	Policy     *Policy
	// Others are the learner's other attempts in the course, newest first.
	Others []AttemptRow
	// Continues is the attempt that this one resumed, 0 if none.
	Continues int64
	Stuck     []StuckReason
	// Standing is where the learner stands with this attempt.
	Standing Standing
	// Held are reviews that came after a person's decision and wait for a person.
	Held []HeldDelivery
	// NotVisible is, as a sentence, what of the attempt cannot be seen here, which is
	// not the same as that there is none; empty where everything can.
	NotVisible string
}

// SectionCount is how many attempts a section holds. AtLeast reports whether there may
// be more; Oldest is the last change of the oldest of them.
type SectionCount struct {
	Section Section
	// Count is negative where it is not known.
	Count   int
	AtLeast bool
	Oldest  *time.Time
}

// LearnerQuery asks for learners by any part of username, e-mail, name, attempt
// code or external id.
type LearnerQuery struct {
	Text  string
	Limit int
	// Course narrows to the learners who have or had an attempt there, have an allowance or,
	// where the store has enrolments, are enrolled; codes of other courses find nobody.
	// Empty for all.
	Course string
}

// Course is a course with exams in the store.
type Course struct {
	ID    Text
	Exams []Exam
}
