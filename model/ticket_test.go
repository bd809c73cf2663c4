package model

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// ticketCard is a learner in two courses, whose exam waits for a decision in one
// and for its review in the other.
func ticketCard(status AttemptStatus, review *Review) LearnerCard {
	now := standingNow()
	done := now.Add(-24 * time.Hour)
	a := exampleAttempt(status, true)
	a.CompletedAt = &done
	f := Facts{Now: now, Exam: Exam{ID: 4, Name: "Final exam", IsProctored: true, IsActive: true}, Attempt: a, Review: review}
	a.ExamID = 4
	x := ExamCard{Exam: f.Exam, Attempts: []AttemptRow{{Attempt: *a, Exam: f.Exam, Review: review}}, Standing: StandingOf(f)}
	c := LearnerCard{
		Learner: Learner{Username: "mei", IsActive: true},
		Courses: []CourseCard{{Course: "course-v1:A+B+C", Exams: []ExamCard{x}}, {Course: "course-v1:D+E+F"}},
	}
	add := func(ago time.Duration, course Text, kind SaveKind, s AttemptStatus) {
		c.Timeline = append(c.Timeline, TimelineEntry{At: now.Add(-ago), Course: course, Exam: "Final exam", ExamID: 4, AttemptID: 1,
			What: StatusSentence(string(kind), s), Type: string(kind), Status: s, Who: "a review"})
	}
	if status == SecondReviewRequired {
		add(time.Hour, "course-v1:A+B+C", SaveUpdate, SecondReviewRequired)
	}
	add(24*time.Hour, "course-v1:A+B+C", SaveUpdate, Submitted)
	add(25*time.Hour, "course-v1:D+E+F", SaveDelete, SecondReviewRequired)
	return c
}

// The ticket is the same whether the service has found something or not: until a
// person has decided, the learner's page says that the exam was submitted.
func TestTicketBeforeADecision(t *testing.T) {
	t.Parallel()
	for _, full := range []bool{false, true} {
		want := Ticket(ticketCard(Submitted, nil), standingNow(), nil, full)
		got := Ticket(ticketCard(SecondReviewRequired, &Review{Status: ReviewSuspicious}), standingNow(), nil, full)
		if got != want {
			t.Errorf("full %t: what waits for a decision reads\n%s\nand what waits for its review\n%s", full, got, want)
		}
		for _, says := range []string{"The exam was submitted", "course-v1:A+B+C, Final exam", "course-v1:D+E+F, Final exam: attempt removed (it was submitted)", "Quote to the service: attempt CODE, the service's id session"} {
			if !strings.Contains(got, says) {
				t.Errorf("full %t: it does not say %q:\n%s", full, says, got)
			}
		}
		if word := regexp.MustCompile(`Suspicious|decision|\w_\w`).FindString(got); word != "" {
			t.Errorf("full %t: it says %q:\n%s", full, word, got)
		}
	}
}

// An allowance that came after the start, and an exception that came after the
// attempt was made, have no effect on the attempt.
func TestAllowanceNote(t *testing.T) {
	t.Parallel()
	made, started := standingNow().Add(-2*time.Hour), standingNow().Add(-time.Hour)
	at := func(created, modified time.Duration, key Text) Allowance {
		return Allowance{Key: key, Created: standingNow().Add(created), Modified: standingNow().Add(modified)}
	}
	for name, c := range map[string]struct {
		allowance Allowance
		attempt   Attempt
		want      string
	}{
		"before the start":  {at(-90*time.Minute, -90*time.Minute, AllowanceAdditionalTime), Attempt{Created: made, StartedAt: &started}, ""},
		"not started":       {at(0, 0, AllowanceAdditionalTime), Attempt{Created: made}, ""},
		"after the start":   {at(-time.Minute, -time.Minute, AllowanceAdditionalTime), Attempt{Created: made, StartedAt: &started}, ", given after the attempt was started: no effect on this attempt"},
		"changed":           {at(-90*time.Minute, -time.Minute, AllowanceAdditionalTime), Attempt{Created: made, StartedAt: &started}, ", changed after the attempt was started: no effect on this attempt"},
		"exception in time": {at(-3*time.Hour, -3*time.Hour, AllowanceReviewPolicyException), Attempt{Created: made, StartedAt: &started}, ""},
		"exception":         {at(-90*time.Minute, -90*time.Minute, AllowanceReviewPolicyException), Attempt{Created: made}, ", given after the attempt was made: no effect on this attempt"},
		"resumed in full":   {at(0, 0, AllowanceAdditionalTime), Attempt{Created: made, StartedAt: &started, ReadyToResume: true}, ""},
	} {
		if got := AllowanceNote(c.allowance, c.attempt); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Resuming gives what was left, or the whole time again, and never goes beyond
// the due date; where that is nothing, it is refused.
func TestPlanResume(t *testing.T) {
	t.Parallel()
	now := standingNow()
	secs := func(n int) *int { return &n }
	in := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	exam := Exam{ID: 1, IsProctored: true, TimeLimitMins: 180, IsActive: true}
	for name, c := range map[string]struct {
		left  *int
		due   *time.Time
		grant int
		want  Resumption
		fails string
	}{
		"what was left":        {left: secs(9000), want: Resumption{Minutes: 150}},
		"nothing recorded":     {want: Resumption{Minutes: 180, Whole: true}},
		"with an allowance":    {grant: 30, want: Resumption{Minutes: 210, Whole: true}},
		"an allowance, late":   {left: secs(9000), grant: 30, want: Resumption{Minutes: 150}},
		"due in 19 minutes":    {left: secs(9000), due: in(19 * time.Minute), want: Resumption{Minutes: 19, UntilDue: true}},
		"past the due date":    {left: secs(9000), due: in(0), fails: "the due date has passed"},
		"0 seconds left":       {left: secs(0), fails: "no time was left"},
		"59 seconds left":      {left: secs(59), fails: "no time was left"},
		"due in half a minute": {left: secs(9000), due: in(30 * time.Second), fails: "no time was left"},
	} {
		a := exampleAttempt(Errored, true)
		a.ExamID, a.IsResumable, a.TimeRemainingSeconds = 1, true, c.left
		got, err := PlanResume(Facts{Now: now, Exam: exam, Attempt: a, Due: c.due, Granted: c.grant})
		switch {
		case c.fails != "":
			if CodeOf(err) != CodeIllegalTransition || !strings.Contains(Sentence(err), c.fails) {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil || got != c.want:
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
