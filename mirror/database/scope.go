package database

import (
	"time"

	"examdesk/mirror"
)

// openStatuses are those in which something is still to come: such attempts are
// mirrored however old they are.
func openStatuses() []string {
	return []string{
		"created", "download_software_clicked", "ready_to_start", "started", "ready_to_submit",
		"submitted", "second_review_required", "error", "onboarding_reset", "onboarding_missing", "onboarding_pending",
	}
}

// scope decides which rows belong into a mirror, in Go and, the same, on the server.
type scope struct {
	mirror.Scope
	// exams are those of the courses; nil if all courses are mirrored.
	exams map[int64]bool
	since string
}

// part reports whether the mirror holds a part of the attempts only.
func (s scope) part() bool { return len(s.Courses) > 0 || s.Days > 0 }

// cutoff is the moment from which closed attempts are mirrored. It moves once a day, so
// that what is compared within a day is compared by the same rule.
func cutoff(days int, now time.Time) string {
	if days <= 0 {
		return ""
	}
	return mirror.Time(now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -days))
}

// condition is the scope of attempts as the server is asked for it.
func (s scope) condition() (where string, args []any) {
	where = "1 = 1"
	if s.exams != nil {
		where += " AND proctored_exam_id IN (" + marks(len(s.exams)+1) + ")"
		args = append(args, int64(0)) // no exam has it; the list may be empty otherwise
		for id := range s.exams {
			args = append(args, id)
		}
	}
	if s.since != "" {
		open := openStatuses()
		where += " AND (modified >= ? OR status IN (" + marks(len(open)) + "))"
		args = append(args, s.since)
		for _, status := range open {
			args = append(args, status)
		}
	}
	return where, args
}

// holds reports whether an attempt belongs into the mirror.
func (s scope) holds(exam int64, status, modified string) bool {
	if s.exams != nil && !s.exams[exam] {
		return false
	}
	if s.since == "" || modified >= s.since {
		return true
	}
	for _, open := range openStatuses() {
		if status == open {
			return true
		}
	}
	return false
}

// attempts leaves out the rows of attempts that do not belong into the mirror.
func (s scope) attempts(r mirror.Rows, of spec) mirror.Rows {
	exam, status, modified := of.at("proctored_exam_id"), of.at("status"), of.at("modified")
	return only(r, func(row []any) bool {
		id, _ := row[exam].(int64)
		is, _ := row[status].(string)
		at, _ := row[modified].(string)
		return s.holds(id, is, at)
	})
}

// ofExams leaves out the rows of exams that do not belong into the mirror.
func (s scope) ofExams(r mirror.Rows, at int) mirror.Rows {
	if s.exams == nil || at < 0 {
		return r
	}
	return only(r, func(row []any) bool {
		id, _ := row[at].(int64)
		return s.exams[id]
	})
}

// only keeps the rows for which a condition holds.
func only(r mirror.Rows, keep func(row []any) bool) mirror.Rows {
	var out [][]any
	for _, row := range r.Values {
		if keep(row) {
			out = append(out, row)
		}
	}
	r.Values = out
	return r
}
