package model

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// lastHappenings is how many entries of the timeline a ticket has.
const lastHappenings = 10

// Ticket returns a learner's card as plain text to paste into an answer: what each
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
		if course.Course != "" {
			t.line("\nCourse: %s", course.Course)
		}
		for _, o := range course.Onboarding {
			t.line("Onboarding at %s: %s", o.Backend, OnboardingSentence(shownOnboarding(o.OnboardingState), now))
		}
		for _, x := range course.Exams {
			t.exam(x)
		}
	}
	if len(c.Courses) == 0 {
		t.line("There are no attempts and no allowances.")
	}
	t.happenings(c)
	return t.text.String()
}

type ticket struct {
	text strings.Builder
	zone *time.Location
	now  time.Time
	full bool
}

func (t *ticket) line(format string, args ...any) {
	t.text.WriteString(fmt.Sprintf(format, args...) + "\n")
}

func (t *ticket) exam(x ExamCard) {
	inactive := ""
	if !x.Exam.IsActive {
		inactive = ", not active"
	}
	t.line("\nExam: %s%s", x.Exam.Name, inactive)
	s := x.Standing
	t.line("Where it stands: %s", s.Shown.Where)
	if s.Since != nil && s.Code != StandsPracticeDone { // since a review, of which a practice exam shows nothing
		t.line("Since: %s", t.at(*s.Since))
	}
	if s.Shown.Why != "" {
		t.line("Why: %s", s.Shown.Why)
	}
	t.line("What happens next: %s", s.Shown.Next)
	if s.Shown.Actor != ActorNobody {
		until := ""
		if s.By != nil {
			until = ", until " + t.at(*s.By)
		}
		t.line("Who acts: %s%s", s.Shown.Actor, until)
	}
	if len(x.Attempts) > 0 && s.Shown.Actor == ActorVendor {
		t.quote(x.Attempts[0].Attempt)
	}
	for _, w := range x.Allowances {
		t.line("Allowance: %s%s", t.discreet(AllowanceSentence(w.Key, w.Value), w.Key == AllowanceAdditionalTime), x.AllowanceNote(w))
	}
	t.due(x)
}

// quote is what a proctoring service finds an attempt by.
func (t *ticket) quote(a Attempt) {
	text := a.Code.String()
	if a.ExternalID != "" {
		text += ", the service's id " + a.ExternalID.String()
	}
	if text != "" {
		t.line("Quote to the service: attempt %s", text)
	}
}

func (t *ticket) due(x ExamCard) {
	switch {
	case x.Due != nil:
		t.line("Due: %s%s", t.at(*x.Due), x.DueNote())
	case x.DueRelative:
		t.line("Due: %s", DueRelativeWords)
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

// happenings are the last entries of the timeline that the learner was shown.
func (t *ticket) happenings(c LearnerCard) {
	list := shownTimeline(c)
	if len(list) > 0 {
		t.line("\nRecent events:")
	}
	for i, x := range list {
		if i == lastHappenings {
			return
		}
		what := x.What
		if x.AttemptID == 0 {
			what = t.discreet(x.What, false)
		}
		where := x.Exam.String()
		if x.Course != "" {
			where = x.Course.String() + ", " + where
		}
		t.line("- %s: %s: %s", t.at(x.At), where, what)
	}
}

// shownTimeline returns what happened as edx-proctoring's pages showed it: a status
// that looks the same as the one before is left out.
func shownTimeline(c LearnerCard) []TimelineEntry {
	practice := map[int64]bool{}
	for _, course := range c.Courses {
		for _, x := range course.Exams {
			practice[x.Exam.ID] = x.Exam.IsPracticeExam && !x.Onboarding
		}
	}
	var out []TimelineEntry
	before := map[int64]AttemptStatus{}
	for _, x := range slices.Backward(c.Timeline) {
		if x.AttemptID == 0 {
			out = append(out, x)
			continue
		}
		shown := ShownStatus(x.Status, practice[x.ExamID])
		if x.Type != string(SaveUpdate) || shown != before[x.AttemptID] {
			x.What = StatusSentence(x.Type, shown)
			out = append(out, x)
		}
		before[x.AttemptID] = shown
		if x.Type == string(SaveDelete) {
			delete(before, x.AttemptID) // a new attempt may get the number
		}
	}
	slices.Reverse(out)
	return out
}

// shownOnboarding returns an onboarding as the learner is shown it.
func shownOnboarding(o OnboardingState) OnboardingState {
	o.Status = OnboardingStatus(ShownStatus(AttemptStatus(o.Status), false))
	return o
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

// OnboardingWords returns where a learner stands with onboarding, in plain words.
func OnboardingWords(s OnboardingStatus) string {
	text := map[OnboardingStatus]string{
		"": "not begun", BoardVerified: "approved", BoardOtherCourse: "approved in another course", BoardRejected: "not accepted",
		BoardSubmitted: "waiting for its review", OnboardingStatus(SecondReviewRequired): "waiting for a decision", BoardError: "in error",
	}[s]
	if text == "" {
		text = StatusWords(AttemptStatus(s))
	}
	return text
}

// OnboardingSentence describes where a learner stands with onboarding.
func OnboardingSentence(o OnboardingState, now time.Time) string {
	text := OnboardingWords(o.Status)
	if o.Expires == nil {
		return text
	}
	days := int(o.Expires.Sub(now).Hours() / 24)
	if days < 0 {
		return fmt.Sprintf("%s, expired on %s", text, o.Expires.UTC().Format(time.DateOnly))
	}
	return fmt.Sprintf("%s, expires on %s (in %s)", text, o.Expires.UTC().Format(time.DateOnly), Counted(days, "day"))
}
