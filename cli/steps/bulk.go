package steps

import (
	"context"
	"errors"
	"fmt"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/cli/words"
	"examdesk/model"
)

// Bulk carries out an operation on many attempts: it shows the plan, asks, carries it
// out, and prints a line for each. It fails if any of them failed.
func Bulk(a *kit.Factory, o *kit.Opened, c kit.Change, question string, do func(model.Bulk) ([]model.ItemResult, error)) error {
	plan, err := do(model.Bulk{DryRun: true})
	if err != nil {
		return err
	}
	if c.AsJSON {
		return bulkJSON(a, o, c, plan, do)
	}
	if len(plan) == 0 {
		_, err := fmt.Fprintln(a.Out, "There is nothing to do.")
		return err
	}
	if c.DryRun {
		items(a, "would become", plan)
		return errors.Join(RulesLine(a, o), failedItems(plan))
	}
	if !c.Yes {
		items(a, "would become", plan)
		if err := RulesLine(a, o); err != nil {
			return err
		}
	}
	if err := kit.Confirm(a, fmt.Sprintf(question, len(plan)), c.Yes); err != nil {
		return err
	}
	done, err := bulkDo(a, len(plan), do)
	items(a, "became", done)
	return errors.Join(err, failedItems(done))
}

// bulkDo carries out a plan for so many attempts, and keeps count in case of an
// interruption.
func bulkDo(a *kit.Factory, planned int, do func(model.Bulk) ([]model.ItemResult, error)) ([]model.ItemResult, error) {
	ok := 0
	a.Did.Of(0, planned)
	return do(model.Bulk{Each: func(r model.ItemResult) {
		if r.Err == nil {
			ok++
		}
		a.Did.Of(ok, planned)
	}})
}

// ItemJSON is the result for one attempt, or the plan for it; docs/commands.md
// describes it.
type ItemJSON struct {
	AttemptID int64 `json:"attempt_id"`
	// Rules is the release of edx-proctoring whose rules the plan follows.
	Rules   string             `json:"rules"`
	From    string             `json:"from"`
	To      string             `json:"to"`
	Effects []vocab.EffectJSON `json:"effects"`
	Done    bool               `json:"done"`
	Problem *string            `json:"problem"`
	Code    *string            `json:"code"`
}

// bulkJSON asks no question, since no one could answer before the plan is printed.
func bulkJSON(a *kit.Factory, o *kit.Opened, c kit.Change, results []model.ItemResult, do func(model.Bulk) ([]model.ItemResult, error)) (err error) {
	if err := c.NeedYes(); err != nil {
		return err
	}
	if !c.DryRun {
		results, err = bulkDo(a, len(results), do)
	}
	out := make([]ItemJSON, 0, len(results))
	for _, r := range results {
		item := ItemJSON{AttemptID: r.ID, Rules: o.Rules.Release, From: string(r.Plan.From), To: string(r.Plan.To), Effects: vocab.EffectsJSON(r.Plan.Effects), Done: !c.DryRun && r.Err == nil}
		if r.Err != nil {
			sentence, code := model.Sentence(r.Err), string(model.CodeOf(r.Err))
			item.Problem, item.Code = &sentence, &code
		}
		out = append(out, item)
	}
	return errors.Join(err, printer.JSON(a.Out, out), failedItems(results))
}

func items(a *kit.Factory, verb string, results []model.ItemResult) {
	for _, r := range results {
		if errors.Is(r.Err, context.Canceled) {
			continue // the interruption is reported at the end
		}
		what := verb + " " + r.Plan.To.String()
		switch {
		case r.Err != nil:
			what = "failed: " + model.Sentence(r.Err)
		case r.Plan.To == "":
			what = map[string]string{"became": "is deleted", "would become": "would be deleted"}[verb]
		case r.Plan.From == r.Plan.To:
			what = map[string]string{"became": "is again ", "would become": "would be again "}[verb] + r.Plan.To.String()
		}
		_, _ = fmt.Fprintf(a.Out, "%d  %s  %s\n", r.ID, r.Plan.From, what)
		for _, l := range words.EffectLines(r.Plan.Effects) {
			_, _ = fmt.Fprintln(a.Out, "    - "+l)
		}
	}
}

// failedItems returns the error of a bulk in which something failed. Its code is that
// of the failures, if they all have the same.
func failedItems(results []model.ItemResult) error {
	var failed []error
	for _, r := range results {
		if r.Err != nil {
			failed = append(failed, r.Err)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return model.Errorf(CommonCode(failed), "%d of %d failed; the others are done.", len(failed), len(results))
}
