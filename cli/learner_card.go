package cli

import (
	"fmt"
	"strings"

	"examdesk/model"
)

// lastHappenings is how much of the timeline a card shows.
const lastHappenings = 12

// card writes a learner's card.
func (p *page) card(card model.LearnerCard, c clock) {
	p.line("%s", learnerLine(card.Learner))
	for _, course := range card.Courses {
		p.line("\n%s", course.Course)
		for _, o := range course.Onboarding {
			p.text("  ", "Onboarding at "+o.Backend.String()+": "+onboardingWords(o.OnboardingState, c))
		}
		for _, x := range course.Exams {
			p.examCard(x, c)
		}
	}
	if len(card.Courses) == 0 {
		p.line("\nThere is no attempt, allowance or enrolment of this learner.")
	}
	p.timeline(card, c)
}

func (p *page) timeline(card model.LearnerCard, c clock) {
	if len(card.Timeline) > 0 {
		p.line("\nWhat happened last")
	}
	for i, t := range card.Timeline {
		if i == lastHappenings {
			p.line("  and %d more; --json has them", len(card.Timeline)-lastHappenings)
			break
		}
		said := t.Exam.String() + ": " + t.What + whoWords(t)
		if len(c.zones) > 1 {
			p.line("  %s", c.at(t.At))
			p.text("      ", said)
			continue
		}
		p.text("  "+c.at(t.At)+"  ", said)
	}
	if card.Cut {
		p.line("  This learner has more than is read here.")
	}
}

func whoWords(t model.TimelineEntry) string {
	switch {
	case t.Who.String() == "":
		return ""
	case t.WhoInferred:
		return " (by " + t.Who.String() + ", inferred)"
	}
	return " (by " + t.Who.String() + ")"
}

// onboardingWords say where a learner stands with a service's onboarding.
func onboardingWords(s model.OnboardingState, c clock) string {
	words := map[model.OnboardingStatus]string{"": "not begun", model.BoardVerified: "approved", model.BoardOtherCourse: "approved in another course"}
	said, known := words[s.Status]
	if !known {
		said = model.Clean(string(s.Status))
	}
	switch {
	case s.Expires == nil:
		return said
	case !s.Expires.After(c.now):
		return said + ", expired " + c.atAgo(*s.Expires)
	}
	return said + ", until " + c.atAgo(*s.Expires)
}

func (p *page) examCard(x model.ExamCard, c clock) {
	p.line("\n  %s (%s, exam %d%s)", x.Exam.Name, x.Exam.Kind(), x.Exam.ID, inactive(x.Exam))
	p.standing(4, x.Standing, c)
	if len(x.Attempts) > 0 {
		p.remedy(4, x.Standing, x.Attempts[0].Attempt, x.Exam)
	}
	for _, at := range x.Attempts {
		p.field(4, "attempt", fmt.Sprintf("%d  %s since %s", at.Attempt.ID, at.Attempt.Status, c.atAgo(at.Attempt.Modified)))
	}
	for _, w := range x.Allowances {
		p.field(4, "allowance", model.AllowanceSentence(w.Key, w.Value))
	}
	if x.Due != nil {
		p.field(4, "due", c.atAgo(*x.Due))
	}
	if x.AllowedMinutes > 0 && len(x.Attempts) == 0 {
		p.field(4, "time", count(x.AllowedMinutes, "minute")+" by starting now")
	}
}

func inactive(e model.Exam) string {
	if e.IsActive {
		return ""
	}
	return ", not active"
}

// ticket writes a card as plain text for an answer. What an allowance is for is
// the learner's own matter, so it is left out unless all is asked for.
func (p *page) ticket(card model.LearnerCard, c clock, full bool) {
	p.line("Learner: %s", card.Learner.Username)
	if full && card.Learner.FullName.String() != "" {
		p.line("Name: %s", card.Learner.FullName)
	}
	if card.Learner.Email.String() != "" {
		p.line("E-mail: %s", card.Learner.Email)
	}
	if !card.Learner.IsActive {
		p.line("The account is not active.")
	}
	p.line("As of: %s", c.at(c.now))
	for _, course := range card.Courses {
		p.line("\nCourse: %s", course.Course)
		for _, o := range course.Onboarding {
			p.text("", "Onboarding: "+onboardingWords(o.OnboardingState, c))
		}
		for _, x := range course.Exams {
			p.ticketExam(x, c, full)
		}
	}
	if len(card.Timeline) > 0 {
		p.line("\nWhat happened last:")
	}
	for i, t := range card.Timeline {
		if i == lastHappenings {
			break
		}
		p.text("- ", c.at(t.At)+": "+t.Exam.String()+": "+ticketWords(t, full))
	}
}

func (p *page) ticketExam(x model.ExamCard, c clock, full bool) {
	p.line("\nExam: %s%s", x.Exam.Name, inactive(x.Exam))
	p.text("", "Where it stands: "+x.Standing.Where)
	if x.Standing.Why != "" {
		p.text("", "Why: "+x.Standing.Why)
	}
	p.text("", "What happens next: "+x.Standing.Next)
	if who := whoActs(x.Standing, c); who != "" {
		p.text("", "Who acts: "+who)
	}
	for _, w := range x.Allowances {
		said := model.AllowanceSentence(w.Key, w.Value)
		if !full && w.Key != model.AllowanceAdditionalTime {
			said, _, _ = strings.Cut(said, ": ")
		}
		p.text("", "Allowance: "+said)
	}
	if x.Due != nil {
		p.line("Due: %s", c.at(*x.Due))
	}
}

// ticketWords leave out what an exception was granted for, and who acted.
func ticketWords(t model.TimelineEntry, full bool) string {
	what, _, reason := strings.Cut(t.What, ": ")
	if full || !reason || t.AttemptID != 0 {
		return t.What
	}
	if strings.HasSuffix(t.What, "no longer granted") {
		return what + " no longer granted"
	}
	return what + " granted"
}
