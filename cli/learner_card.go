package cli

import (
	"fmt"

	"examdesk/model"
)

// lastHappenings is how much of the timeline a card shows.
const lastHappenings = 12

// card writes a learner's card.
func (p *page) card(card model.LearnerCard, c clock) {
	p.line("%s", learnerLine(card.Learner))
	for _, course := range card.Courses {
		if course.Course != "" {
			p.line("\n%s", course.Course)
		}
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
		said := t.Exam.String() + ": " + t.What + whoWords(t) + reasonWords(t.Reason)
		if t.Course != "" && len(card.Courses) > 1 {
			said = t.Course.String() + ", " + said
		}
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
	said := model.OnboardingWords(s.Status)
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
		p.field(4, "attempt", fmt.Sprintf("%d  %s, last changed %s", at.Attempt.ID, model.StatusWords(at.Attempt.Status), c.atAgo(at.Attempt.Modified)))
	}
	for _, w := range x.Allowances {
		p.field(4, "allowance", model.AllowanceSentence(w.Key, w.Value)+x.AllowanceNote(w))
	}
	switch {
	case x.Due != nil:
		p.field(4, "due", c.atAgo(*x.Due)+x.DueNote())
	case x.DueRelative:
		p.field(4, "due", model.DueRelativeWords)
	}
	if x.Standing.Quote {
		p.field(4, "quote", quoteWords(x.Attempts[0].Attempt))
	}
	if x.AllowedMinutes > 0 && len(x.Attempts) == 0 {
		p.field(4, "time", count(x.AllowedMinutes, "minute")+" by starting now")
	}
}

// quoteWords are what a proctoring service finds an attempt by.
func quoteWords(a model.Attempt) string {
	if a.ExternalID == "" {
		return "attempt " + a.Code.String()
	}
	return "attempt " + a.Code.String() + ", the service's id " + a.ExternalID.String()
}

func inactive(e model.Exam) string {
	if e.IsActive {
		return ""
	}
	return ", not active"
}
