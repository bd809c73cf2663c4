package model

import "context"

// ChangeKind is what staff can do to an attempt other than deciding it.
type ChangeKind string

// The kinds of change.
const (
	ChangeResume    ChangeKind = "resume"
	ChangeReset     ChangeKind = "reset"
	ChangeRemove    ChangeKind = "remove"
	ChangeRemoveAll ChangeKind = "remove all"
	ChangeStatus    ChangeKind = "set status"
)

// Deed returns the deed that the change amounts to. An unknown kind is an error with
// [CodeInvalid].
func (k ChangeKind) Deed() (Deed, error) {
	switch k {
	case ChangeResume:
		return DeedResume, nil
	case ChangeReset:
		return DeedReset, nil
	case ChangeRemove, ChangeRemoveAll:
		return DeedRemove, nil
	case ChangeStatus:
		return DeedSetStatus, nil
	}
	return "", Errorf(CodeInvalid, "%q is not a change of an attempt.", string(k))
}

// ChangeRequest asks for a change of an attempt as it was seen.
type ChangeRequest struct {
	AttemptID int64
	Kind      ChangeKind
	// Status is the status to set, for [ChangeStatus].
	Status   AttemptStatus
	Expected Version
}

// ChangePreview is what a change would do; nothing has been written yet.
type ChangePreview struct {
	Row  AttemptRow
	Kind ChangeKind
	By   Reviewer
	// From and To are the attempt's statuses; To is empty if it will be gone.
	From, To AttemptStatus
	// Attempts is how many attempts are changed.
	Attempts int
	Effects  []Effect
	// With is an attempt of the same list whose change, made before this one, changes
	// this attempt as well; 0 for none. See [ChangedAlong].
	With int64
	// Resume is what the learner gets, for [ChangeResume].
	Resume *Resumption
	// Wipes are what is lost for good, in plain words; none for most changes.
	Wipes []string
	// Word must be typed to confirm; empty if a key is enough.
	Word string
	// RecordedOnly reports that no platform carries the effects out. Note says in
	// a sentence what becomes of them.
	RecordedOnly bool
	Note         string
}

// Changed is a change that was made.
type Changed struct {
	Kind     ChangeKind
	From, To AttemptStatus
	Effects  []Effect
	// NewAttempt is the attempt that a reset made, 0 otherwise.
	NewAttempt int64
	// Row is the attempt as it is now, nil if it is gone.
	Row *AttemptRow
}

// AttemptChanger changes attempts. A version that is out of date is an error
// of code [CodeConflict], as a [ConflictError].
type AttemptChanger interface {
	PreviewChange(ctx context.Context, r ChangeRequest) (ChangePreview, error)
	ChangeAttempt(ctx context.Context, r ChangeRequest) (Changed, error)
}

// Wipes returns what the effects of a change destroy, in plain words.
func Wipes(effects []Effect) []string {
	var out []string
	for _, e := range effects {
		switch e.Kind {
		case EffectDeleteAnswers:
			out = append(out, "the learner's answers to "+e.Exam.Name.String())
		case EffectGradeUndo:
			out = append(out, "an override of the exam's grade, if there is one")
		case EffectCreditRemove:
			out = append(out, "the credit requirement's status")
		case EffectClearOnboarding:
			out = append(out, "the attempt at "+e.Exam.Name.String()+" that waits for onboarding")
		default: // nothing is lost
		}
	}
	return dedupe(out)
}

func dedupe(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// ConfirmWord returns what must be typed to confirm a change that wipes something,
// empty if nothing need be.
func ConfirmWord(wipes []string, row AttemptRow) string {
	if len(wipes) == 0 {
		return ""
	}
	return row.Learner.Username.String()
}
