package model

import (
	"fmt"
	"strconv"
	"time"
)

// words returns what the placeholders in the table's sentences stand for, in pairs.
// A word that is not known is empty, and its sentence does without it.
func (f Facts) words() []string {
	out := []string{"{days}", strconv.Itoa(f.OnboardingDays), "{patience}", span(f.Limits.Waiting), "{with}", f.DeclinedWith.String()}
	add := func(name, text string) { out = append(out, "{"+name+"}", text) }
	needsDue := ""
	if f.isOver() { // a new attempt is refused
		needsDue = " and the course team extends the learner's due date"
	}
	add("needsdue", needsDue)
	removed, was := "", ""
	if f.Removed != nil {
		removed, was = day(*f.Removed), " (it was "+StatusWords(f.RemovedFrom)+")"
	}
	add("removed", removed)
	add("was", was)
	if f.Attempt == nil {
		return out
	}
	a := f.Attempt
	add("status", a.Status.String())
	add("code", a.Code.String())
	external := ""
	if a.ExternalID != "" {
		external = " and the service's id " + a.ExternalID.String()
	}
	add("external", external)
	add("submitted", f.submittedWhen())
	add("verdict", f.verdict(" and says %q"))
	add("reviewed", f.verdict("; its review says %q"))
	notReviewed := "Without a review that passes it, the attempt counts as failed."
	if f.Review != nil && f.Review.Status == ReviewNotReviewed {
		notReviewed = "The service could not review the recording."
	}
	add("notreviewed", notReviewed)
	return append(out, f.timeWords()...)
}

func (f Facts) verdict(format string) string {
	if f.Review == nil {
		return ""
	}
	return fmt.Sprintf(format, f.Review.Status)
}

func (f Facts) submittedWhen() string {
	since := f.since()
	if since == nil {
		return ""
	}
	return " on " + day(*since) + ", " + span(f.Now.Sub(*since)) + " ago"
}

// timeWords returns the placeholders about the time that was used and the time left.
func (f Facts) timeWords() []string {
	var out []string
	add := func(name, text string) { out = append(out, "{"+name+"}", text) }
	a := f.Attempt
	limit, running := "", ""
	if a.AllowedTimeLimitMins != nil {
		limit = minutes(*a.AllowedTimeLimitMins)
	}
	if limit != "" && a.StartedAt != nil {
		n := min(int(f.Now.Sub(*a.StartedAt)/time.Minute), *a.AllowedTimeLimitMins)
		running = fmt.Sprintf("%d of %s have been used.", max(0, n), limit)
	}
	add("limit", limit)
	add("running", running)
	used, after := "", ""
	if n, known := f.used(); known {
		used, after = fmt.Sprintf("; %d of %s were used", n, limit), " after "+minutes(n)
	}
	add("used", used)
	add("afterused", after)
	brokeOff := "The session broke off" + used + "."
	switch {
	case a.CompletedAt != nil:
		brokeOff = "The exam was submitted" + after + "."
	case a.Status != Errored:
		brokeOff = "The attempt is " + StatusWords(a.Status) + "."
	}
	add("brokeoff", brokeOff)
	r := f.resumption()
	add("left", r.sentence())
	add("startleft", r.onlyTime())
	noTime := "No time was left, so there is nothing to resume."
	if a.TimeRemainingSeconds != nil && *a.TimeRemainingSeconds == 0 {
		noTime += " edx-proctoring reads 0 seconds as no limit and would give the full time again."
	}
	add("notime", noTime)
	again := ""
	if f.mayResume() == nil && a.IsResumable {
		again = " It can also be marked as ready to resume: " + r.sentence() + "."
	}
	add("again", again)
	return out
}

// day writes a day and a time in UTC, as the texts carry no zone.
func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
