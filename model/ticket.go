package model

import (
	"fmt"
	"strings"
	"time"
)

// lastHappenings is how many entries of the timeline a ticket has.
const lastHappenings = 10

// Ticket is a learner's card as plain text to paste into an answer: what each
// exam stands at, why the learner cannot go on, what happens next and who acts.
// Times are in UTC and in the learner's zone, or in the given one if that is not
// known. Username and e-mail are the only personal data in it, and what an
// exception was granted for is left out, unless full asks for all.
func Ticket(c LearnerCard, now time.Time, zone *time.Location, full bool) string {
	if c.Zone != nil {
		zone = c.Zone
	}
	t := ticket{zone: zone, now: now, full: full}
	t.line("Learner: %s", c.Learner.Username)
	if full && c.Learner.FullName != "" {
		t.line("Name: %s", c.Learner.FullName)
	}
	if c.Learner.Email != "" {
		t.line("E-mail: %s", c.Learner.Email)
	}
	if !c.Learner.IsActive {
		t.line("The account is not active.")
	}
	t.line("As of: %s", t.at(now))
	for _, course := range c.Courses {
		t.line("\nCourse: %s", course.Course)
		for _, o := range course.Onboarding {
			t.line("Onboarding at %s: %s", o.Backend, OnboardingSentence(o.OnboardingState, now))
		}
		for _, x := range course.Exams {
			t.exam(x)
		}
	}
	if len(c.Courses) == 0 {
		t.line("There are no attempts and no allowances.")
	}
	t.happenings(c.Timeline)
	return t.String()
}

type ticket struct {
	strings.Builder
	zone *time.Location
	now  time.Time
	full bool
}

func (t *ticket) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t *ticket) exam(x ExamCard) {
	inactive := ""
	if !x.Exam.IsActive {
		inactive = ", not active"
	}
	t.line("\nExam: %s%s", x.Exam.Name, inactive)
	t.line("Where it stands: %s", x.Standing.Where)
	if x.Standing.Why != "" {
		t.line("Why: %s", x.Standing.Why)
	}
	t.line("What happens next: %s", x.Standing.Next)
	if s := x.Standing; s.Actor != ActorNobody {
		until := ""
		if s.By != nil {
			until = ", until " + t.at(*s.By)
		}
		t.line("Who acts: %s%s", s.Actor, until)
	}
	for _, w := range x.Allowances {
		t.line("Allowance: %s", t.discreet(AllowanceSentence(w.Key, w.Value), w.Key == AllowanceAdditionalTime))
	}
	if x.Due != nil {
		t.line("Due: %s", t.at(*x.Due))
	}
}

// discreet leaves out what an exception was granted for: it is the learner's
// own matter.
func (t *ticket) discreet(said string, plain bool) string {
	if t.full || plain {
		return said
	}
	what, _, _ := strings.Cut(said, ": ")
	return what
}

func (t *ticket) happenings(list []TimelineEntry) {
	if len(list) > 0 {
		t.line("\nWhat happened last:")
	}
	for i, x := range list {
		if i == lastHappenings {
			return
		}
		what := x.What
		if x.AttemptID == 0 {
			what = t.discreet(x.What, false)
		}
		t.line("- %s: %s: %s", t.at(x.At), x.Exam, what)
	}
}

// at writes a time in UTC and, if it is another one, in the zone.
func (t *ticket) at(when time.Time) string {
	utc := when.UTC().Format("2006-01-02 15:04 UTC")
	if t.zone == nil {
		return utc
	}
	if local := when.In(t.zone); local.Format("15:04") != when.UTC().Format("15:04") {
		return utc + " (" + local.Format("2006-01-02 15:04 MST") + ")"
	}
	return utc
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
