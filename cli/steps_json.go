package cli

import (
	"context"
	"errors"

	"examdesk/model"
)

// stepJSON is what became of one attempt; docs/commands.md describes it.
type stepJSON struct {
	AttemptID int64 `json:"attempt_id"`
	// Rules is the release of edx-proctoring whose rules the plan follows.
	Rules   string       `json:"rules"`
	Plan    string       `json:"plan"`
	Wipes   []string     `json:"wipes"`
	Follows []string     `json:"follows"`
	Effects []effectJSON `json:"effects"`
	// Resume is left out of what is not about resuming.
	Resume  *resumeJSON `json:"resume,omitempty"`
	Done    bool        `json:"done"`
	Result  string      `json:"result"`
	Problem *string     `json:"problem"`
	Code    *string     `json:"code"`
}

// resumeJSON is what the learner gets by resuming.
type resumeJSON struct {
	Minutes       int  `json:"minutes_left"`
	Whole         bool `json:"whole_time_again"`
	UntilDue      bool `json:"cut_by_due_date"`
	SameQuestions bool `json:"same_questions"`
}

// stepsJSON does without questions, as nobody can answer them before the plan is
// printed: a script says what it wants.
func (a *factory) stepsJSON(ctx context.Context, o *session, c change, list []step) error {
	if !c.dryRun && !c.yes {
		return &usageError{errors.New("this changes the store: with --json add --yes, or --dry-run to look first")}
	}
	what := "cannot be done"
	if !c.dryRun {
		doSteps(ctx, list, func(s *step) {
			if s.done {
				what = "failed; the others are done"
			}
		})
	}
	out := make([]stepJSON, 0, len(list))
	for _, s := range list {
		out = append(out, s.json(o.rules.Release))
	}
	return errors.Join(writeJSON(a.Out, out), failedSteps(list, what))
}

func (s step) json(rules string) stepJSON {
	out := stepJSON{AttemptID: s.id, Rules: rules, Plan: s.plan, Wipes: notNil(s.wipes), Follows: append(notNil(s.details), notesOf([]step{s})...), Effects: effectsJSON(s.effects), Done: s.done, Result: s.said}
	if s.resume != nil {
		out.Resume = &resumeJSON{s.resume.Minutes, s.resume.Whole, s.resume.UntilDue, true}
	}
	if s.err != nil {
		sentence, code := model.Sentence(s.err), string(model.CodeOf(s.err))
		out.Result, out.Problem, out.Code = "", &sentence, &code
	}
	return out
}

// notNil makes nothing an empty list, as scripts expect one.
func notNil(list []string) []string {
	if list == nil {
		return make([]string, 0)
	}
	return list
}
