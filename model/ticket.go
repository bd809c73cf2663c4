package model

import (
	"fmt"
	"strings"
	"time"
)

// Ticket is a learner's card as text to paste into a ticket: what each exam
// stands at, why the learner cannot go on, and what happens next. Times are in
// UTC and in the learner's zone, or in the given one if that is not known. It names nobody but the learner, by username.
func Ticket(c LearnerCard, now time.Time, zone *time.Location) string {
	var b strings.Builder
	if c.Zone != nil {
		zone = c.Zone
	}
	fmt.Fprintf(&b, "Learner %s, as of %s\n", c.Learner.Username, bothTimes(now, zone))
	for _, course := range c.Courses {
		fmt.Fprintf(&b, "\n%s\n", course.Course)
		for _, x := range course.Exams {
			b.WriteString(ticketExam(x, zone))
		}
		for _, o := range course.Onboarding {
			fmt.Fprintf(&b, "- Onboarding at %s: %s\n", o.Backend, OnboardingSentence(o.OnboardingState, now))
		}
	}
	if len(c.Courses) == 0 {
		b.WriteString("\nThe learner has no attempts and no allowances.\n")
	}
	return b.String()
}

func ticketExam(x ExamCard, zone *time.Location) string {
	s := x.Standing
	parts := []string{s.Where}
	if s.Why != "" {
		parts = append(parts, s.Why)
	}
	if s.Next != "Nothing." {
		parts = append(parts, s.Next)
	}
	if s.By != nil {
		parts = append(parts, "Until "+bothTimes(*s.By, zone)+".")
	}
	for _, a := range x.Allowances {
		parts = append(parts, "Granted: "+AllowanceSentence(a.Key, a.Value)+".")
	}
	if len(x.Attempts) > 0 {
		parts = append(parts, "Attempt code "+x.Attempts[0].Attempt.Code.String()+".")
	}
	return "- " + x.Exam.Name.String() + ": " + strings.Join(parts, " ") + "\n"
}

// bothTimes writes a time in UTC and, if it is another one, in a zone.
func bothTimes(t time.Time, zone *time.Location) string {
	utc := t.UTC().Format("2006-01-02 15:04 UTC")
	if zone == nil || zone == time.UTC {
		return utc
	}
	return utc + " (" + t.In(zone).Format("2006-01-02 15:04 MST") + ")"
}

// OnboardingSentence says where a learner stands with onboarding.
func OnboardingSentence(o OnboardingState, now time.Time) string {
	text := map[OnboardingStatus]string{
		"": "not begun", BoardVerified: "approved", BoardOtherCourse: "approved in another course",
		BoardRejected: "not accepted", BoardSubmitted: "waits for its review", BoardError: "broke off",
	}[o.Status]
	if text == "" {
		text = strings.ReplaceAll(Clean(string(o.Status)), "_", " ")
	}
	if o.Expires == nil {
		return text
	}
	days := int(o.Expires.Sub(now).Hours() / 24)
	if days < 0 {
		return fmt.Sprintf("%s, expired on %s", text, o.Expires.UTC().Format(time.DateOnly))
	}
	return fmt.Sprintf("%s, expires on %s (in %d days)", text, o.Expires.UTC().Format(time.DateOnly), days)
}
