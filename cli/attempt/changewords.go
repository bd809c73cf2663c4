package attempt

import (
	"fmt"

	"examdesk/model"
)

func planWords(p model.ChangePreview) string {
	switch p.Kind {
	case model.ChangeResume:
		return "is " + p.From.String() + "; the learner may continue. " + resumeWords(p)
	case model.ChangeRemove:
		return "is " + p.From.String() + " and would be deleted"
	case model.ChangeRemoveAll:
		return model.Counted(p.Attempts, "attempt") + " would be deleted"
	case model.ChangeReset, model.ChangeStatus:
	}
	if p.From == p.To {
		return "is " + p.From.String() + " and would be so again"
	}
	return p.From.String() + " would become " + p.To.String()
}

func resumeWords(p model.ChangePreview) string {
	if p.Resume == nil {
		return ""
	}
	return p.Resume.Sentence()
}

func doneWords(p model.ChangePreview, done model.Changed) string {
	switch done.Kind {
	case model.ChangeResume:
		return "is ready to resume"
	case model.ChangeRemove:
		return "is deleted"
	case model.ChangeRemoveAll:
		return model.Counted(p.Attempts, "attempt") + " deleted"
	case model.ChangeReset:
		return fmt.Sprintf("is %s; attempt %d is new", done.To, done.NewAttempt)
	case model.ChangeStatus:
	}
	return "is " + done.To.String()
}
