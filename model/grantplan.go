package model

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxAllowanceValue is how many characters the store's column takes.
const maxAllowanceValue = 255

// ExamLearner is a learner at an exam.
type ExamLearner struct{ ExamID, UserID int64 }

// ResolveWishes finds the learner and the exam of each wish among those that a
// store has: users by the names asked for, and exams. What cannot be found, or
// not without doubt, is refused.
func ResolveWishes(wishes []AllowanceWish, users map[string][]Learner, byID map[int64]Learner, exams []Exam) []AllowanceLine {
	index := indexExams(exams)
	out := make([]AllowanceLine, 0, len(wishes))
	for _, w := range wishes {
		l := AllowanceLine{Wish: w, Key: Text(w.Key)}
		if w.Key == AllowanceTimeMultiplier {
			l.Key = AllowanceAdditionalTime
		}
		var err error
		if l.Learner, err = ResolveLearner(w, users, byID); err == nil {
			l.Exam, err = index.find(w)
		}
		if err != nil {
			l.refuse(err)
		}
		out = append(out, l)
	}
	return out
}

func (l *AllowanceLine) refuse(err error) { l.Verdict, l.Problem = AllowanceRefused, err }

// Pair is the line's learner and exam.
func (l AllowanceLine) Pair() ExamLearner {
	return ExamLearner{ExamID: l.Exam.ID, UserID: l.Learner.ID}
}

// ResolveLearner is the user whom a wish names.
func ResolveLearner(w AllowanceWish, users map[string][]Learner, byID map[int64]Learner) (Learner, error) {
	if w.UserID != 0 {
		l, known := byID[w.UserID]
		if !known {
			return l, Errorf(CodeNotFound, "There is no user %d.", w.UserID)
		}
		return l, nil
	}
	if w.Learner == "" {
		return Learner{}, Errorf(CodeInvalid, "No learner is named; give a username or an e-mail.")
	}
	switch found := users[w.Learner]; len(found) {
	case 0:
		return Learner{}, Errorf(CodeNotFound, "There is no learner with the username or e-mail %q.", Clean(w.Learner))
	case 1:
		return found[0], nil
	default:
		return Learner{}, Errorf(CodeConflict, "%q is %d users (%s and %s); give the username of one.", Clean(w.Learner), len(found), found[0].Username, found[1].Username)
	}
}

// examIndex finds exams by id, content id and name.
type examIndex struct {
	ids  map[int64]Exam
	text map[string][]Exam
}

func indexExams(exams []Exam) examIndex {
	x := examIndex{ids: map[int64]Exam{}, text: map[string][]Exam{}}
	for _, e := range exams {
		if _, known := x.ids[e.ID]; known {
			continue
		}
		x.ids[e.ID] = e
		x.text[e.ContentID.Raw()] = append(x.text[e.ContentID.Raw()], e)
		if name := strings.TrimSpace(e.Name.Raw()); name != e.ContentID.Raw() {
			x.text[name] = append(x.text[name], e)
		}
	}
	return x
}

func (x examIndex) find(w AllowanceWish) (Exam, error) {
	if id, err := strconv.ParseInt(w.Exam, 10, 64); err == nil {
		e, known := x.ids[id]
		switch {
		case !known:
			return e, Errorf(CodeNotFound, "There is no exam %d.", id)
		case w.Course != "" && e.CourseID.Raw() != w.Course:
			return e, Errorf(CodeInvalid, "Exam %d (%s) belongs to the course %s, not to %s.", id, e.Name, e.CourseID, Clean(w.Course))
		}
		return e, nil
	}
	if w.Exam == "" {
		return Exam{}, Errorf(CodeInvalid, "No exam is named; give its id, its content id, or its name and course.")
	}
	return x.byText(w)
}

// ResolveExam is the exam that a wish names.
func ResolveExam(w AllowanceWish, exams []Exam) (Exam, error) { return indexExams(exams).find(w) }

func (x examIndex) byText(w AllowanceWish) (Exam, error) {
	var found []Exam
	for _, e := range x.text[w.Exam] {
		if w.Course == "" || e.CourseID.Raw() == w.Course {
			found = append(found, e)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && w.Course != "":
		return Exam{}, Errorf(CodeNotFound, "There is no exam %q in the course %s.", Clean(w.Exam), Clean(w.Course))
	case len(found) == 0:
		return Exam{}, Errorf(CodeNotFound, "There is no exam %q.", Clean(w.Exam))
	}
	return Exam{}, Errorf(CodeConflict, "%q is %d exams (ids %d and %d); give an id, or the course.", Clean(w.Exam), len(found), found[0].ID, found[1].ID)
}

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
		l.refuse(Errorf(CodeConflict, "It changed since: %s is there now, which is left as it is.", l.Now.sentence(l.Key)))
		return
	}
	if err := l.value(); err != nil {
		l.refuse(err)
		return
	}
	l.decide()
	l.remark(f)
}

// isDone tells of a line that undoes something that is undone already.
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
		return Errorf(CodeInactive, "The exam %s is not active, so nothing can be granted for it.", l.Exam.Name)
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

// CheckGrant tells whether a value may be granted under a key, or as a
// multiplier, whatever the exam: it must be one that can be read again. The
// error bears [CodeInvalid].
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
	return Errorf(CodeInvalid, "%q is no kind of allowance; give minutes, multiplier or exception.", Clean(key))
}

func checkException(text string) error {
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		return Errorf(CodeInvalid, "The exception is empty; say what the reviewer must know.")
	case n > maxAllowanceValue:
		return Errorf(CodeInvalid, "The exception has %d characters; %d fit.", n, maxAllowanceValue)
	case !utf8.ValidString(text):
		return Errorf(CodeInvalid, "The exception %q is no UTF-8 text.", Clean(text))
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

// noEffect says why a learner's newest attempt gains nothing: its time is
// reckoned when it starts (edx-proctoring 5.2.0, api.start_exam_attempt), and
// the service is told of an exception when it is made
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
		return "attempt made already"
	case a.TimeRemainingSeconds != nil && *a.TimeRemainingSeconds != 0:
		return "attempt resumed with the time that was left"
	}
	return ""
}

// refuseContradictions lets what is asked for twice happen once, and nothing
// happen where two lines differ.
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
		return Errorf(CodeInvalid, "%s is to have both %q and %q for %s; ask for one.", a.Learner.Username, a.Will, b.Will, a.Exam.Name)
	}
	return Errorf(CodeInvalid, "Lines %d and %d ask for different things (%q and %q) for %s at %s.",
		a.Wish.Line, b.Wish.Line, a.Will, b.Will, a.Learner.Username, a.Exam.Name)
}

// StillTrue tells whether a line of a plan holds against what it is now planned
// to be; the error bears [CodeConflict] if somebody changed something meanwhile.
func (l AllowanceLine) StillTrue(now AllowanceLine) error {
	switch {
	case now.Verdict == AllowanceRefused:
		return now.Problem
	case now.Pair() != l.Pair():
		return Errorf(CodeConflict, "The learner or the exam is another one by now; nothing was written.")
	case now.Verdict == AllowanceSame: // somebody did the same meanwhile
		return nil
	case !now.Now.Equal(l.Now):
		return Errorf(CodeConflict, "It changed meanwhile: it was %s, and %s is there now, which is left as it is.", l.Now.sentence(l.Key), now.Now.sentence(l.Key))
	case now.Will != l.Will:
		return Errorf(CodeConflict, "The exam's time limit changed meanwhile; nothing was written.")
	}
	return nil
}
