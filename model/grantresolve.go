package model

import (
	"strconv"
	"strings"
)

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

// Pair returns the line's learner and exam.
func (l AllowanceLine) Pair() ExamLearner {
	return ExamLearner{ExamID: l.Exam.ID, UserID: l.Learner.ID}
}

// ResolveLearner returns the user whom a wish names.
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
		return Learner{}, Errorf(CodeNotFound, "There is no learner with the username or e-mail %q.", w.Learner)
	case 1:
		return found[0], sameLearner(found[0], w.Email)
	default:
		return Learner{}, Errorf(CodeConflict, "%q matches %d users (%s and %s); give the username of one.", w.Learner, len(found), found[0].Username, found[1].Username)
	}
}

// sameLearner refuses a line that names one learner and another's e-mail, since it is
// unclear whom it is for.
func sameLearner(l Learner, email string) error {
	if email == "" || strings.EqualFold(email, l.Email.Raw()) || strings.EqualFold(email, l.Username.Raw()) {
		return nil
	}
	return Errorf(CodeConflict, "The line names %s, whose e-mail is %s, but gives the e-mail %s; correct one of them.", l.Username, orNone(l.Email), email)
}

func orNone(t Text) string {
	if t == "" {
		return "empty"
	}
	return t.String()
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
			return e, Errorf(CodeInvalid, "Exam %d (%s) belongs to the course %s, not to %s.", id, e.Name, e.CourseID, w.Course)
		}
		return e, nil
	}
	if w.Exam == "" {
		return Exam{}, Errorf(CodeInvalid, "No exam is named; give its id, its content id, or its name and course.")
	}
	return x.byText(w)
}

// ResolveExam returns the exam that a wish names.
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
		return Exam{}, Errorf(CodeNotFound, "There is no exam %q in the course %s.", w.Exam, w.Course)
	case len(found) == 0:
		return Exam{}, Errorf(CodeNotFound, "There is no exam %q.", w.Exam)
	}
	return Exam{}, Errorf(CodeConflict, "%q matches %d exams (ids %d and %d); give an id, or the course.", w.Exam, len(found), found[0].ID, found[1].ID)
}
