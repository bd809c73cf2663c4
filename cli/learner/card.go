package learner

import (
	"fmt"

	"examdesk/cli/printer"
	"examdesk/cli/words"
	"examdesk/model"
)

// lastHappenings is the number of latest events on a card.
const lastHappenings = 12

// card prints a learner's card.
func card(p *printer.Page, card model.LearnerCard, c printer.Clock) {
	p.Line("%s", words.LearnerLine(card.Learner))
	for _, course := range card.Courses {
		if course.Course != "" {
			p.Line("\n%s", course.Course)
		}
		for _, o := range course.Onboarding {
			p.Bullet("  ", "Onboarding at "+o.Backend.String()+": "+onboardingWords(o.OnboardingState, c))
		}
		for _, x := range course.Exams {
			examCard(p, x, c)
		}
	}
	if len(card.Courses) == 0 {
		p.Line("\nThis learner has no attempt, allowance or enrolment.")
	}
	timeline(p, card, c)
}

func timeline(p *printer.Page, card model.LearnerCard, c printer.Clock) {
	if len(card.Timeline) > 0 {
		p.Line("\nLatest events")
	}
	for i, t := range card.Timeline {
		if i == lastHappenings {
			p.Line("  and %d more; --json has them", len(card.Timeline)-lastHappenings)
			break
		}
		said := t.Exam.String() + ": " + t.What + whoWords(t) + words.ReasonWords(t.Reason)
		if t.Course != "" && len(card.Courses) > 1 {
			said = t.Course.String() + ", " + said
		}
		if len(c.Zones) > 1 {
			p.Line("  %s", c.At(t.At))
			p.Bullet("      ", said)
			continue
		}
		p.Bullet("  "+c.At(t.At)+"  ", said)
	}
	if card.Cut {
		p.Line("  This learner has more attempts than are shown here.")
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

// onboardingWords describes where a learner stands with a service's onboarding.
func onboardingWords(s model.OnboardingState, c printer.Clock) string {
	said := model.OnboardingWords(s.Status)
	switch {
	case s.Expires == nil:
		return said
	case !s.Expires.After(c.Now):
		return said + ", expired " + c.AtAgo(*s.Expires)
	}
	return said + ", until " + c.AtAgo(*s.Expires)
}

func examCard(p *printer.Page, x model.ExamCard, c printer.Clock) {
	p.Line("\n  %s (%s, exam %d%s)", x.Exam.Name, x.Exam.Kind(), x.Exam.ID, words.Inactive(x.Exam))
	words.Standing(p, 4, x.Standing, c)
	if len(x.Attempts) > 0 {
		words.Remedy(p, 4, x.Standing, x.Attempts[0].Attempt, x.Exam)
	}
	for _, at := range x.Attempts {
		p.Field(4, "attempt", fmt.Sprintf("%d  %s, last changed %s", at.Attempt.ID, model.StatusWords(at.Attempt.Status), c.AtAgo(at.Attempt.Modified)))
	}
	for _, w := range x.Allowances {
		p.Field(4, "allowance", model.AllowanceSentence(w.Key, w.Value)+x.AllowanceNote(w))
	}
	switch {
	case x.Due != nil:
		p.Field(4, "due", c.AtAgo(*x.Due)+x.DueNote())
	case x.DueRelative:
		p.Field(4, "due", model.DueRelativeWords)
	}
	if x.Standing.Quote {
		p.Field(4, "quote", quoteWords(x.Attempts[0].Attempt))
	}
	if x.AllowedMinutes > 0 && len(x.Attempts) == 0 {
		p.Field(4, "time", model.Counted(x.AllowedMinutes, "minute")+" by starting now")
	}
}

// quoteWords returns what a proctoring service needs to find an attempt.
func quoteWords(a model.Attempt) string {
	if a.ExternalID == "" {
		return "attempt " + a.Code.String()
	}
	return "attempt " + a.Code.String() + ", the service's id " + a.ExternalID.String()
}
