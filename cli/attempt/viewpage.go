package attempt

import (
	"fmt"
	"strconv"

	"examdesk/cli/printer"
	"examdesk/cli/words"
	"examdesk/model"
)

// page prints everything about an attempt for a person.
func page(p *printer.Page, d model.AttemptDetail, c printer.Clock, video string) error {
	attemptHead(p, d, c, video)
	words.Standing(p, 2, d.Standing, c)
	words.Remedy(p, 2, d.Standing, d.Attempt, d.Exam)
	for _, s := range d.Stuck {
		p.Field(2, "stuck", s.Sentence())
	}
	attemptRights(p, d, c)
	review(p, d, c)
	history(p, d, c)
	return p.Flush()
}

func attemptHead(p *printer.Page, d model.AttemptDetail, c printer.Clock, video string) {
	at := d.Attempt
	p.Line("Attempt %d of %s at %s: %s", at.ID, d.Learner.Username, d.Exam.Name, at.Status)
	p.Line("")
	p.Field(2, "learner", words.LearnerLine(d.Learner))
	p.Field(2, "exam", fmt.Sprintf("%s (%s, exam %d)", d.Exam.Name, d.Exam.Kind(), d.Exam.ID))
	p.Field(2, "course", d.Exam.CourseID.String())
	p.Field(2, "service", d.Exam.Backend.String())
	p.Field(2, "code", at.Code.String())
	p.Field(2, "service id", at.ExternalID.String())
	p.Field(2, "recording", model.Clean(video)) // one word, so it is never wrapped
	p.Field(2, "created", c.AtAgo(at.Created))
	if at.StartedAt != nil {
		p.Field(2, "started", c.At(*at.StartedAt))
	}
	if at.CompletedAt != nil {
		p.Field(2, "completed", c.At(*at.CompletedAt))
	}
	p.Field(2, "changed", c.AtAgo(at.Modified))
	if at.AllowedTimeLimitMins != nil {
		p.Field(2, "time", model.Counted(*at.AllowedTimeLimitMins, "minute"))
	}
	if d.Continues != 0 {
		p.Field(2, "continues", "attempt "+strconv.FormatInt(d.Continues, 10))
	}
	p.Line("")
}

func attemptRights(p *printer.Page, d model.AttemptDetail, c printer.Clock) {
	for _, x := range d.Allowances {
		p.Field(2, "allowance", model.AllowanceSentence(x.Key, x.Value)+model.AllowanceNote(x, d.Attempt))
	}
	if d.Policy != nil {
		p.Field(2, "policy", fmt.Sprintf("%s (by %s, %s)", d.Policy.Text, words.OrNobody(d.Policy.SetBy), c.At(d.Policy.Modified)))
	}
}

func review(p *printer.Page, d model.AttemptDetail, c printer.Clock) {
	switch {
	case d.Review == nil && d.NotVisible != "":
		p.Line("\n%s", d.NotVisible)
	case d.Review == nil:
		p.Line("\nNo review has come.")
	default:
		by := "the proctoring service"
		if d.Review.ReviewedBy != nil {
			by = d.Review.ReviewedBy.Username.String()
		}
		p.Line("\nReview: %s, by %s, %s", d.Review.Status, by, c.AtAgo(d.Review.Modified))
		if reason := d.Review.Reason.String(); reason != "" {
			p.Bullet("  reason: ", reason)
		}
		comments(p, "  ", d.Review.Comments)
		for _, v := range d.Review.Versions {
			p.Bullet("  before: ", fmt.Sprintf("%s, until %s%s", v.Status, c.At(v.Replaced), words.ReasonWords(v.Reason)))
		}
		comments(p, "  before: ", d.Review.FormerComments)
	}
	for _, h := range d.Held {
		p.Bullet("  held: ", fmt.Sprintf("%s, received %s; it waits for a person: examdesk review accept %d, or dismiss %d",
			h.Review(), c.At(h.Received), h.ID, h.ID))
	}
}

func comments(p *printer.Page, lead string, list []model.Comment) {
	for _, x := range list {
		p.Bullet(fmt.Sprintf("%s%s-%s  %-15s  ", lead, position(x.Start), position(x.Stop), x.Status), x.Text.String())
	}
}

// position writes a position in a recording.
func position(seconds int) string {
	return fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

func history(p *printer.Page, d model.AttemptDetail, c printer.Clock) {
	p.Line("\nHistory")
	for _, h := range d.History {
		who := h.Who.String()
		if who != "" {
			who = "  by " + who
			if h.WhoInferred {
				who += " (inferred)"
			}
		}
		p.Line("  %s  %s%s%s", c.At(h.At), model.StatusSentence(h.Type, h.Status), who, words.ReasonWords(h.Reason))
	}
	for _, o := range d.Others {
		p.Bullet("  other attempt: ", fmt.Sprintf("%d at %s, %s, %s", o.Attempt.ID, o.Exam.Name, o.Attempt.Status, c.At(o.Attempt.Modified)))
	}
}
