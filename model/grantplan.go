package model

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxAllowanceValue is how many characters the store's column takes.
const maxAllowanceValue = 255

// AllowanceFacts is what a store holds on the pairs of a plan.
type AllowanceFacts struct {
	// Granted is what each pair has, by any key.
	Granted map[ExamLearner][]Allowance
	// Attempts is each pair's newest attempt, for those that have one.
	Attempts map[ExamLearner]Attempt
}

// JudgeWishes works out what becomes of each resolved line. A removal of
// everything becomes a line for each thing that is there.
func JudgeWishes(lines []AllowanceLine, f AllowanceFacts) []AllowanceLine {
	out := make([]AllowanceLine, 0, len(lines))
	for _, l := range lines {
		if l.Verdict != AllowanceRefused && l.Wish.Remove && l.Wish.Key == "" {
			for _, a := range f.Granted[l.Pair()] {
				each := l
				each.Key, each.Wish.Key = a.Key, a.Key.Raw()
				out = append(out, each)
			}
			if len(f.Granted[l.Pair()]) > 0 {
				continue
			}
		}
		out = append(out, l)
	}
	for i := range out {
		if out[i].Verdict != AllowanceRefused {
			out[i].judge(f)
		}
	}
	refuseContradictions(out)
	return out
}

func (l *AllowanceLine) judge(f AllowanceFacts) {
	for _, a := range f.Granted[l.Pair()] {
		if a.Key == l.Key {
			l.Now = AllowanceState{ID: a.ID, Value: a.Value, Modified: a.Modified}
		}
	}
	if u := l.Wish.Undoes; u != nil && !l.isDone() && !l.Now.Equal(*u) {
		l.refuse(Errorf(CodeConflict, "It has changed since, to %s, and is left as it is.", l.Now.sentence(l.Key)))
		return
	}
	if err := l.value(); err != nil {
		l.refuse(err)
		return
	}
	l.decide()
	l.remark(f)
}

// isDone reports whether what the line undoes has already been undone.
func (l *AllowanceLine) isDone() bool {
	if l.Wish.Remove {
		return l.Now.ID == 0
	}
	return l.Now.ID != 0 && l.Now.Value.Raw() == l.Wish.Value
}

func (s AllowanceState) sentence(key Text) string {
	if s.ID == 0 {
		return "nothing"
	}
	return AllowanceSentence(key, s.Value)
}

// value works out what is written, or why it must not be.
func (l *AllowanceLine) value() error {
	if l.Wish.Remove {
		return nil
	}
	if !l.Exam.IsActive {
		return Errorf(CodeInactive, "The exam %s is not active, so no allowance can be granted for it.", l.Exam.Name)
	}
	l.Will = Text(l.Wish.Value)
	if l.Wish.Undoes != nil { // whatever was there may be there again
		return nil
	}
	if err := CheckGrant(l.Wish.Key, l.Wish.Value); err != nil {
		return err
	}
	switch l.Wish.Key {
	case AllowanceTimeMultiplier:
		minutes, err := MultipliedMinutes(l.Exam.TimeLimitMins, l.Wish.Value)
		l.Will = Text(strconv.Itoa(minutes))
		return err
	case AllowanceAdditionalTime:
		minutes, err := GrantedMinutes(l.Wish.Value)
		if l.Will = Text(strconv.Itoa(minutes)); l.Will.Raw() != l.Wish.Value {
			l.Warnings = append(l.Warnings, fmt.Sprintf("%s is read as %d", Clean(l.Wish.Value), minutes))
		}
		return err
	}
	return nil
}

// CheckGrant reports whether a value may be granted under a key, or as a
// multiplier, whatever the exam: it must be one that can be read again. The
// error has [CodeInvalid].
func CheckGrant(key, value string) error {
	switch key {
	case AllowanceTimeMultiplier:
		_, err := MultipliedMinutes(1, value)
		return err
	case AllowanceAdditionalTime:
		if err := CheckAllowance(key, value); err != nil {
			return err
		}
		return UsableMinutes(value)
	case AllowanceReviewPolicyException:
		return checkException(value)
	}
	return NotOneOf("kind of allowance", key, AllowanceKinds())
}

func checkException(text string) error {
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		return Errorf(CodeInvalid, "The exception is empty; write what the reviewer must know.")
	case n > maxAllowanceValue:
		return Errorf(CodeInvalid, "The exception has %d characters; at most %d are allowed.", n, maxAllowanceValue)
	case !utf8.ValidString(text):
		return Errorf(CodeInvalid, "The exception %q is not UTF-8 text.", text)
	}
	return nil
}

func (l *AllowanceLine) decide() {
	switch {
	case l.Wish.Remove && l.Now.ID == 0:
		l.Verdict = AllowanceSame
	case l.Wish.Remove:
		l.Verdict = AllowanceRemoves
	case l.Now.ID == 0:
		l.Verdict = AllowanceNew
	case sameValue(l.Key, l.Now.Value, l.Will):
		l.Verdict = AllowanceSame
	default:
		l.Verdict = AllowanceChanges
	}
}

// sameValue compares minutes as numbers, so that 030 does not change 30.
func sameValue(key, a, b Text) bool {
	if a == b || key != AllowanceAdditionalTime {
		return a == b
	}
	x, errA := GrantedMinutes(a.Raw())
	y, errB := GrantedMinutes(b.Raw())
	return errA == nil && errB == nil && x == y
}

// remark works out the time that results and what a person should know.
func (l *AllowanceLine) remark(f AllowanceFacts) {
	if l.Key == AllowanceAdditionalTime {
		l.Minutes = l.Exam.TimeLimitMins
		if granted, err := GrantedMinutes(l.Will.Raw()); err == nil && !l.Wish.Remove {
			l.Minutes += granted
		}
	}
	if !l.Writes() {
		l.Warnings = nil
		return
	}
	if a, has := f.Attempts[l.Pair()]; has {
		l.NoEffect = noEffect(l.Key, a)
	}
	if !l.Learner.IsActive {
		l.Warnings = append(l.Warnings, "the learner's account is not active")
	}
}

// noEffect explains why a learner's newest attempt gains nothing: its time is
// reckoned when it starts (edx-proctoring 5.2.0, api.start_exam_attempt), and
// the service receives an exception when the attempt is created
// (api.create_exam_attempt).
func noEffect(key Text, a Attempt) string {
	switch {
	case a.Status == OnboardingReset || a.ReadyToResume:
		return "" // another attempt follows
	case a.CompletedAt != nil || !a.Status.IsIncomplete():
		return fmt.Sprintf("attempt over (%s)", a.Status)
	case a.StartedAt != nil:
		return "attempt started"
	case key == AllowanceReviewPolicyException:
		return "attempt already created"
	case a.TimeRemainingSeconds != nil && *a.TimeRemainingSeconds != 0:
		return "attempt resumed with the time that was left"
	}
	return ""
}

// refuseContradictions applies a repeated request once, and refuses lines that
// contradict each other.
func refuseContradictions(lines []AllowanceLine) {
	type place struct {
		ExamLearner
		key Text
	}
	first := map[place]int{}
	for i := range lines {
		l := &lines[i]
		if l.Verdict == AllowanceRefused {
			continue
		}
		at := place{l.Pair(), l.Key}
		k, seen := first[at]
		switch {
		case !seen:
			first[at] = i
		case lines[k].Verdict == AllowanceRefused:
			l.refuse(lines[k].Problem)
		case lines[k].Wish.Remove == l.Wish.Remove && sameValue(l.Key, lines[k].Will, l.Will):
			l.Verdict, l.NoEffect, l.Warnings = AllowanceSame, "", nil
		default:
			err := contradiction(lines[k], *l)
			lines[k].refuse(err)
			l.refuse(err)
		}
	}
}

func contradiction(a, b AllowanceLine) error {
	if a.Wish.Line == 0 {
		return Errorf(CodeInvalid, "%s cannot have both %q and %q for %s; ask for one of them.", a.Learner.Username, a.Will, b.Will, a.Exam.Name)
	}
	return Errorf(CodeInvalid, "Lines %d and %d ask for different things (%q and %q) for %s at %s.",
		a.Wish.Line, b.Wish.Line, a.Will, b.Will, a.Learner.Username, a.Exam.Name)
}

// StillTrue reports whether a line of a plan holds against what it is now planned
// to be; the error has [CodeConflict] if something has changed in the meantime.
func (l AllowanceLine) StillTrue(now AllowanceLine) error {
	switch {
	case now.Verdict == AllowanceRefused:
		return now.Problem
	case now.Pair() != l.Pair():
		return Errorf(CodeConflict, "The names now stand for another learner or exam; nothing was written.")
	case now.Verdict == AllowanceSame: // someone else has done the same
		return nil
	case !now.Now.Equal(l.Now):
		return Errorf(CodeConflict, "It has changed in the meantime, from %s to %s, and is left as it is.", l.Now.sentence(l.Key), now.Now.sentence(l.Key))
	case now.Will != l.Will:
		return Errorf(CodeConflict, "The exam's time limit has changed in the meantime; nothing was written.")
	}
	return nil
}
