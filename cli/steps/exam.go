package steps

import (
	"fmt"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// ExamChangeJSON is a change to an exam or its review policy, planned or made;
// docs/commands.md describes it.
type ExamChangeJSON struct {
	ExamID  int64              `json:"exam_id"`
	Changes []string           `json:"changes"`
	Notes   []string           `json:"notes"`
	Effects []vocab.EffectJSON `json:"effects"`
	Done    bool               `json:"done"`
	Problem *string            `json:"problem"`
}

// ExamChange is a planned change to an exam or its review policy.
type ExamChange struct {
	ExamID int64
	// Changes lists what would differ. It is empty if the exam already is that way,
	// which Same says in a sentence.
	Changes []string
	Same    string
	// Notes are remarks; Effects are the consequences.
	Notes   []string
	Effects []model.Effect
	// Say prints the plan for a person, before the question.
	Say      func() error
	Question string
	// Do makes the change.
	Do func() (model.ExamChanged, error)
}

// Run shows the plan, asks, makes the change, and prints the result.
func (x ExamChange) Run(a *kit.Factory, o *kit.Opened, c kit.Change) error {
	if c.AsJSON {
		return x.json(a, o, c)
	}
	if len(x.Changes) == 0 {
		_, err := fmt.Fprintln(a.Out, x.Same)
		return err
	}
	if err := x.Say(); err != nil || c.DryRun {
		return err
	}
	if err := o.MayWrite(); err != nil {
		return err
	}
	if err := kit.Confirm(a, x.Question, c.Yes); err != nil {
		return err
	}
	done, err := x.Do()
	if err != nil {
		return err
	}
	if done.Untold != "" {
		_, _ = fmt.Fprintln(a.Err, "Note: "+done.Untold)
	}
	_, err = fmt.Fprintln(a.Out, "Changed.")
	return err
}

// json prints the change as one object: the plan in a dry run, otherwise the result.
// If there is nothing to do, it changes nothing and has no effects.
func (x ExamChange) json(a *kit.Factory, o *kit.Opened, c kit.Change) error {
	if len(x.Changes) == 0 {
		x.Notes, x.Effects = nil, nil
	}
	out := ExamChangeJSON{
		ExamID: x.ExamID, Changes: printer.NotNil(x.Changes), Notes: printer.NotNil(x.Notes), Effects: vocab.EffectsJSON(x.Effects),
	}
	if len(x.Changes) > 0 && !c.DryRun {
		if err := o.MayWrite(); err != nil {
			return err
		}
		if err := c.NeedYes(); err != nil {
			return err
		}
		done, err := x.Do()
		if err != nil {
			return err
		}
		out.Done, out.Effects, out.Problem = true, vocab.EffectsJSON(done.Effects), vocab.NonEmpty(model.Text(done.Untold))
	}
	return printer.JSON(a.Out, out)
}
