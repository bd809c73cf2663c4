package model

import (
	"context"
	"time"
)

// AllowanceWish asks that one learner gets something for one exam, or loses it.
type AllowanceWish struct {
	// Line is where a file asks for it, 0 if no file does.
	Line int
	// Learner is a username or an e-mail; UserID counts if it is not 0.
	Learner string
	UserID  int64
	// Email is the line's second column for the learner; may be empty.
	Email string
	// Exam is an id, a content id, or a name within Course. Course may be empty
	// if the exam is unmistakable without it.
	Exam   string
	Course string
	// Key is one of edx-proctoring's keys or [AllowanceTimeMultiplier]; to remove
	// all that a learner has for the exam, it is empty.
	Key    string
	Value  string
	Remove bool
	// Undoes is what the store must still hold for a former value to be written
	// back; nil if the wish undoes nothing.
	Undoes *AllowanceState
}

// AllowanceState is what a learner has under a key; ID is 0 for nothing.
type AllowanceState struct {
	ID       int64
	Value    Text
	Modified time.Time
}

// Equal compares two states, the times as instants.
func (s AllowanceState) Equal(o AllowanceState) bool {
	return s.ID == o.ID && s.Value == o.Value && s.Modified.Equal(o.Modified)
}

// AllowanceRequest asks for a plan.
type AllowanceRequest struct {
	Wishes []AllowanceWish
	// What names the request in the record of batches, e.g. "import march.csv".
	What string
	// Undoes is the batch that the request takes back, 0 for none.
	Undoes int64
}

// Deed returns the deed that the request is.
func (r AllowanceRequest) Deed() Deed {
	if r.Undoes != 0 {
		return DeedUndoGrant
	}
	return DeedGrant
}

// AllowanceVerdict is what a plan does about a pair.
type AllowanceVerdict string

// The verdicts. Only the first three write something.
const (
	AllowanceNew     AllowanceVerdict = "new"
	AllowanceChanges AllowanceVerdict = "changes"
	AllowanceRemoves AllowanceVerdict = "removes"
	AllowanceSame    AllowanceVerdict = "same already"
	AllowanceRefused AllowanceVerdict = "refused"
)

// AllowanceLine is what a plan does about one learner, exam and key.
type AllowanceLine struct {
	Wish    AllowanceWish
	Learner Learner
	Exam    Exam
	// Key is a key of the store: a multiplier has become minutes.
	Key     Text
	Verdict AllowanceVerdict
	Now     AllowanceState
	// Will is the value afterwards; it is meaningless for a removal.
	Will Text
	// Minutes is the exam's limit plus what will be granted, 0 for a key that does
	// not grant time.
	Minutes int
	// NoEffect explains why the learner's current attempt gains nothing; empty if the
	// change counts from the next start on.
	NoEffect string
	// Warnings do not keep the line from being applied.
	Warnings []string
	// Problem is why a line is refused.
	Problem error
}

// Writes reports whether applying the line writes something.
func (l AllowanceLine) Writes() bool {
	return l.Verdict == AllowanceNew || l.Verdict == AllowanceChanges || l.Verdict == AllowanceRemoves
}

// Removal reports whether the line removes the allowance.
func (l AllowanceLine) Removal() bool { return l.Wish.Remove }

// AllowancePlan is what a request would do, pair by pair, before anything is
// written. It is what [AllowanceKeeper.ApplyAllowances] holds against the store.
type AllowancePlan struct {
	Request AllowanceRequest
	Lines   []AllowanceLine
}

// AllowanceCounts sums a plan up.
type AllowanceCounts struct {
	New, Changes, Removes, Same, Refused, NoEffect int
}

// Writes returns how many lines are written.
func (c AllowanceCounts) Writes() int { return c.New + c.Changes + c.Removes }

// Counts sums the plan up.
func (p AllowancePlan) Counts() (c AllowanceCounts) {
	for _, l := range p.Lines {
		switch l.Verdict {
		case AllowanceNew:
			c.New++
		case AllowanceChanges:
			c.Changes++
		case AllowanceRemoves:
			c.Removes++
		case AllowanceSame:
			c.Same++
		case AllowanceRefused:
			c.Refused++
		}
		if l.Writes() && l.NoEffect != "" {
			c.NoEffect++
		}
	}
	return c
}

// AllowanceResult is the outcome of a line: Err is nil if the store now holds what it
// asks for, and Written reports whether that took a change.
type AllowanceResult struct {
	Line    AllowanceLine
	Written bool
	Err     error
}

// AllowancesApplied is what became of a plan.
type AllowancesApplied struct {
	// Batch is the number by which all of it can be taken back; 0 if nothing was
	// written, or for the reason in NoUndo.
	Batch   int64
	NoUndo  string
	Results []AllowanceResult
}

// AllowanceQuery asks for a page of allowances. Zero values do not narrow.
type AllowanceQuery struct {
	Course string
	ExamID int64
	UserID int64
	Limit  int
	After  Cursor
}

// AllowanceList is a page of allowances in the order in which they were made.
type AllowanceList struct {
	Allowances []GrantedAllowance
	// Next is the cursor of the next page, empty at the end.
	Next Cursor
}

// AllowanceBatch is one application of a plan, which can be taken back.
type AllowanceBatch struct {
	ID     int64
	At     time.Time
	By     Text
	What   Text
	Lines  int
	Undoes int64
}

// AllowanceKeeper grants and removes allowances, and undoes either.
type AllowanceKeeper interface {
	ListAllowances(ctx context.Context, q AllowanceQuery) (AllowanceList, error)
	// FindPair finds the learner and the exam that a wish names, each if it does.
	FindPair(ctx context.Context, w AllowanceWish) (Learner, Exam, error)
	// PlanAllowances returns what a request would do; what is wrong with one pair is
	// in its line. It writes nothing.
	PlanAllowances(ctx context.Context, r AllowanceRequest) (AllowancePlan, error)
	// ApplyAllowances does what a plan says, all in one transaction. A pair that
	// has changed since the plan is [CodeConflict] in its result, and the
	// others are done. each, which may be nil, is called with the progress.
	ApplyAllowances(ctx context.Context, p AllowancePlan, each func(done, total int)) (AllowancesApplied, error)
	// PlanUndo plans to write back what was there before a batch, wherever
	// nothing changed since. [CodeUnsupported] on a store that keeps no batches.
	PlanUndo(ctx context.Context, batch int64) (AllowancePlan, error)
	// AllowanceBatches lists the newest batches.
	AllowanceBatches(ctx context.Context, limit int) ([]AllowanceBatch, error)
	// AllowanceHistory returns what a learner was granted, or all learners at an
	// exam, the last first; 0 does not narrow, and one of them must be given.
	AllowanceHistory(ctx context.Context, userID, examID int64) ([]AllowanceChange, error)
}
