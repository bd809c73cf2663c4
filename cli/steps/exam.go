package steps

import (
	"fmt"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// ExamChangeJSON is a change of an exam or of its review policy, planned or made;
// docs/commands.md describes it.
type ExamChangeJSON struct {
	ExamID  int64              `json:"exam_id"`
	Changes []string           `json:"changes"`
	Notes   []string           `json:"notes"`
	Effects []vocab.EffectJSON `json:"effects"`
	Done    bool               `json:"done"`
	Problem *string            `json:"problem"`
}

// ChangeExamJSON prints a change as one object: the plan in a dry run, else what
// was done.
func ChangeExamJSON(a *kit.Factory, c kit.Change, out ExamChangeJSON, plan []model.Effect, do func() (model.ExamChanged, error)) error {
	if err := c.NeedYes(); err != nil {
		return err
	}
	effects := plan
	if !c.DryRun {
		done, err := do()
		if err != nil {
			return err
		}
		out.Done, effects, out.Problem = true, done.Effects, vocab.NonEmpty(model.Text(done.Untold))
	}
	out.Changes, out.Notes, out.Effects = printer.NotNil(out.Changes), printer.NotNil(out.Notes), vocab.EffectsJSON(effects)
	return printer.JSON(a.Out, out)
}

// SayChanged prints that an exam or its review policy was changed.
func SayChanged(a *kit.Factory, done model.ExamChanged) error {
	if done.Untold != "" {
		_, _ = fmt.Fprintln(a.Err, "Note: "+done.Untold)
	}
	_, err := fmt.Fprintln(a.Out, "Changed.")
	return err
}
