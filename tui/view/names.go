package view

import (
	"strconv"

	"examdesk/model"
)

// CourseShort returns the course's number within its id: "STAT101" of
// "course-v1:NU+STAT101+2026" and of the older "NU/STAT101/2026". An id of
// another form is returned whole.
func CourseShort(id model.Text) string { return model.CourseShort(id) }

// examName returns course and exam as a line names them.
func examName(e model.Exam) string { return model.ExamLabel(e) }

// learnerName returns the name that a learner is listed by.
func learnerName(l model.Learner) string {
	if name := l.Username.String(); name != "" {
		return name
	}
	if name := l.FullName.String(); name != "" {
		return name
	}
	return "user " + strconv.FormatInt(l.ID, 10)
}

// personName returns who decided.
func personName(p *model.Learner) string {
	if p == nil {
		return ""
	}
	return learnerName(*p)
}

// count writes a number with its noun: "1 comment", "1,204 comments".
func count(n int, noun string) string {
	return Number(n) + " " + model.Plural(n, noun)
}

// Number writes a number with separated thousands.
func Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}
