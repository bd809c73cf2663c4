package steps

import (
	"context"
	"errors"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// StepJSON is the result for one attempt; docs/commands.md describes it.
type StepJSON struct {
	AttemptID int64 `json:"attempt_id"`
	// Rules is the release of edx-proctoring whose rules the plan follows.
	Rules   string             `json:"rules"`
	Plan    string             `json:"plan"`
	Wipes   []string           `json:"wipes"`
	Follows []string           `json:"follows"`
	Effects []vocab.EffectJSON `json:"effects"`
	// Resume is only there for a resumption.
	Resume  *resumeJSON `json:"resume,omitempty"`
	Done    bool        `json:"done"`
	Result  string      `json:"result"`
	Problem *string     `json:"problem"`
	Code    *string     `json:"code"`
}

// resumeJSON is what the learner gets from resuming.
type resumeJSON struct {
	Minutes       int  `json:"minutes_left"`
	Whole         bool `json:"whole_time_again"`
	UntilDue      bool `json:"cut_by_due_date"`
	SameQuestions bool `json:"same_questions"`
}

// stepsJSON asks no question, since no one could answer before the plan is printed: a
// script must say what it wants.
func stepsJSON(ctx context.Context, a *kit.Factory, o *kit.Opened, c kit.Change, list []Step) error {
	if err := c.NeedYes(); err != nil {
		return err
	}
	what := "cannot be done"
	if !c.DryRun {
		doSteps(ctx, list, func(s *Step) {
			if s.done {
				what = "failed; the others are done"
			}
		})
	}
	out := make([]StepJSON, 0, len(list))
	for _, s := range list {
		out = append(out, s.json(o.Rules.Release))
	}
	return errors.Join(printer.JSON(a.Out, out), failedSteps(list, what))
}

func (s Step) json(rules string) StepJSON {
	out := StepJSON{AttemptID: s.ID, Rules: rules, Plan: s.Plan, Wipes: printer.NotNil(s.Wipes), Follows: append(printer.NotNil(s.Details), notesOf([]Step{s})...), Effects: vocab.EffectsJSON(s.Effects), Done: s.done, Result: s.said}
	if s.Resume != nil {
		out.Resume = &resumeJSON{s.Resume.Minutes, s.Resume.Whole, s.Resume.UntilDue, true}
	}
	if s.Err != nil {
		sentence, code := model.Sentence(s.Err), string(model.CodeOf(s.Err))
		out.Result, out.Problem, out.Code = "", &sentence, &code
	}
	return out
}
