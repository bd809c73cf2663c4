package model

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// AllowedMinutes returns how long a learner gets for an exam that starts now
// (edx-proctoring 5.2.0, api._calculate_allowed_mins): what was left of the
// attempt that this one continues, else the exam's limit and the minutes that
// the learner was granted; never beyond the due date, and never less than 0.
func AllowedMinutes(exam Exam, current *Attempt, granted int, now time.Time) int {
	mins := exam.TimeLimitMins + granted
	if current != nil && current.TimeRemainingSeconds != nil && *current.TimeRemainingSeconds != 0 {
		mins = *current.TimeRemainingSeconds / 60
	}
	if exam.DueDate == nil {
		return mins
	}
	left := exam.DueDate.Sub(now)
	if time.Duration(mins)*time.Minute > left {
		mins = max(0, int(left/time.Minute))
	}
	return mins
}

// GrantedMinutes reads the value of an additional_time_granted allowance, in
// digits of any script. The error has [CodeInvalid].
func GrantedMinutes(value string) (int, error) {
	n, err := strconv.Atoi(WesternDigits(strings.TrimSpace(value)))
	if err != nil {
		return 0, Wrap(err, CodeInvalid, "The learner's allowance %q is not a number of minutes; correct it first.", value)
	}
	return n, nil
}

// WesternDigits writes the decimal digits of all scripts as 0 to 9. In Unicode
// they come in runs of ten.
func WesternDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf || !unicode.IsDigit(r) {
			return r
		}
		zero := r
		for unicode.IsDigit(zero - 1) {
			zero--
		}
		return '0' + (r-zero)%10
	}, s)
}

// ExpiredAt reports whether the time of a running attempt is over, and since when
// (edx-proctoring 5.2.0, api._check_for_attempt_timeout).
func (a Attempt) ExpiredAt(now time.Time) (time.Time, bool) {
	if a.StartedAt == nil || a.AllowedTimeLimitMins == nil || !a.Status.IsIncomplete() {
		return time.Time{}, false
	}
	end := a.StartedAt.Add(time.Duration(*a.AllowedTimeLimitMins) * time.Minute)
	return end, now.After(end)
}
