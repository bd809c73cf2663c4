package words

import (
	"fmt"

	"examdesk/cli/printer"
	"examdesk/model"
)

// Standing writes where a learner stands, in words.
func Standing(p *printer.Page, indent int, s model.Standing, c printer.Clock) {
	p.Field(indent, "stands", s.Where)
	if s.Since != nil {
		p.Field(indent, "since", c.AtAgo(*s.Since))
	}
	why := "because"
	if s.Blocked {
		why = "blocked"
	}
	p.Field(indent, why, s.Why)
	p.Field(indent, "next", s.Next)
	p.Field(indent, "who acts", whoActs(s, c))
}

// whoActs returns who must act and by when; empty if no one must.
func whoActs(s model.Standing, c printer.Clock) string {
	who := string(s.Actor)
	if s.Actor == model.ActorNobody && s.By == nil {
		return ""
	}
	if s.By != nil {
		who += ", until " + c.AtAgo(*s.By)
	}
	return who
}

// Remedy writes the command that helps.
func Remedy(p *printer.Page, indent int, s model.Standing, a model.Attempt, e model.Exam) {
	command := ""
	switch s.Remedy {
	case model.RemedyResume:
		command = fmt.Sprintf("examdesk attempt resume %d", a.ID)
	case model.RemedyReset:
		command = fmt.Sprintf("examdesk attempt reset %d", a.ID)
	case model.RemedyRemove:
		command = fmt.Sprintf("examdesk attempt delete %d", a.ID)
	case model.RemedyDecide:
		command = fmt.Sprintf("examdesk attempt review %d --outcome …", a.ID)
	case model.RemedyFixExam:
		command = fmt.Sprintf("examdesk exam view %d", e.ID)
	case model.RemedyNone:
	}
	p.Field(indent, "staff can", command)
}
