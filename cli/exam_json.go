package cli

import (
	"errors"

	"examdesk/model"
)

// examChangeJSON is a change of an exam or of its review policy, planned or made;
// docs/commands.md describes it.
type examChangeJSON struct {
	ExamID  int64        `json:"exam_id"`
	Changes []string     `json:"changes"`
	Notes   []string     `json:"notes"`
	Effects []effectJSON `json:"effects"`
	Done    bool         `json:"done"`
	Problem *string      `json:"problem"`
}

// changeExamJSON prints a change as one object: the plan in a dry run, else what
// was done.
func (a *factory) changeExamJSON(c change, out examChangeJSON, plan []model.Effect, do func() (model.ExamChanged, error)) error {
	if !c.dryRun && !c.yes {
		return &usageError{errors.New("this changes the store: with --json add --yes, or --dry-run to look first")}
	}
	effects := plan
	if !c.dryRun {
		done, err := do()
		if err != nil {
			return err
		}
		out.Done, effects, out.Problem = true, done.Effects, nonEmpty(model.Text(done.Untold))
	}
	out.Changes, out.Notes, out.Effects = notNil(out.Changes), notNil(out.Notes), effectsJSON(effects)
	return writeJSON(a.Out, out)
}
