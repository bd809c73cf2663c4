package words

import (
	"strconv"
	"strings"
	"time"

	"examdesk/model"
)

// LearnerLine describes a learner on one line.
func LearnerLine(l model.Learner) string {
	parts := []string{l.Username.String()}
	for _, t := range []model.Text{l.FullName, l.Email} {
		if t.String() != "" {
			parts = append(parts, t.String())
		}
	}
	parts = append(parts, "id "+strconv.FormatInt(l.ID, 10))
	if !l.IsActive {
		parts = append(parts, "the account is not active")
	}
	return strings.Join(parts, " · ")
}

// OrNobody returns who did something, for a person to read.
func OrNobody(t model.Text) string {
	if t.String() == "" {
		return "nobody that is known"
	}
	return t.String()
}

// ReasonWords returns a reason as the end of a sentence.
func ReasonWords(t model.Text) string {
	if t.String() == "" {
		return ""
	}
	return "  reason: " + t.String()
}

// Modified writes a version as people compare it: to the microsecond, in UTC.
func Modified(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05.000000 UTC") }

// Inactive returns what follows the name of an exam that is not active.
func Inactive(e model.Exam) string {
	if e.IsActive {
		return ""
	}
	return ", not active"
}
