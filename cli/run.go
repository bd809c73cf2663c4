package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// session is a store that is open, for who acts.
type session struct {
	// Store is what may be asked of it, for who acts.
	Store model.StateStore
	Actor model.Actor
	// rules are those that changes are worked out by, and ruledBy says by whose
	// choice, as in "6.1.2 (the profile says 6.1)".
	rules   model.Rules
	ruledBy string
	// backends are the proctoring services as attempts know them, services the
	// names of those that are configured.
	backends model.Backends
	services []string
	close    func() error
}

// Close closes the store.
func (o *session) Close() error { return o.close() }

// withStore opens the store that the flags name, and closes it after f.
func (a *factory) withStore(ctx context.Context, f func(*session) error) error {
	o, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(o), o.Close())
}

// change are the flags of what changes a store.
type change struct{ dryRun, yes, asJSON bool }

func (c *change) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.dryRun, "dry-run", false, "say what would be done and change nothing")
	cmd.Flags().BoolVar(&c.yes, "yes", false, "do not ask")
}

// jsonFlag is for those that can say what they did as JSON.
func (c *change) jsonFlag(cmd *cobra.Command, prints string) {
	cmd.Flags().BoolVar(&c.asJSON, "json", false, "print "+prints)
}

// mayWrite refuses a change of a store that is opened to be read.
func (o *session) mayWrite() error {
	return o.Store.Info().MayWrite()
}

// argID reads an id from the command line.
func argID(what, s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 1 {
		return 0, &usageError{fmt.Errorf("%q is no %s id; give a number", s, what)}
	}
	return id, nil
}

// bulk does an operation on many attempts: it says what it would do, asks, does
// it, and prints a line for each. It fails if one of them failed.
func (a *factory) bulk(o *session, c change, question string, do func(model.Bulk) ([]model.ItemResult, error)) error {
	plan, err := do(model.Bulk{DryRun: true})
	if err != nil {
		return err
	}
	if c.asJSON {
		return a.bulkJSON(o, c, plan, do)
	}
	if len(plan) == 0 {
		_, err := fmt.Fprintln(a.Out, "There is nothing to do.")
		return err
	}
	if c.dryRun {
		a.items("would become", plan)
		return errors.Join(a.rulesLine(o), failedItems(plan))
	}
	if !c.yes {
		a.items("would become", plan)
		if err := a.rulesLine(o); err != nil {
			return err
		}
	}
	if err := a.confirm(fmt.Sprintf(question, len(plan)), c.yes); err != nil {
		return err
	}
	ok := 0
	a.did.of(0, len(plan))
	done, err := do(model.Bulk{Each: func(r model.ItemResult) {
		if r.Err == nil {
			ok++
		}
		a.did.of(ok, len(plan))
	}})
	a.items("became", done)
	return errors.Join(err, failedItems(done))
}

// itemJSON is what became of one attempt, or would become; docs/commands.md
// describes it.
type itemJSON struct {
	AttemptID int64 `json:"attempt_id"`
	// Rules is the release of edx-proctoring whose rules the plan follows.
	Rules   string       `json:"rules"`
	From    string       `json:"from"`
	To      string       `json:"to"`
	Effects []effectJSON `json:"effects"`
	Done    bool         `json:"done"`
	Problem *string      `json:"problem"`
	Code    *string      `json:"code"`
}

// bulkJSON does without questions, as nobody can answer them before the plan is
// printed.
func (a *factory) bulkJSON(o *session, c change, results []model.ItemResult, do func(model.Bulk) ([]model.ItemResult, error)) (err error) {
	if !c.dryRun && !c.yes {
		return &usageError{errors.New("this changes the store: with --json add --yes, or --dry-run to look first")}
	}
	if !c.dryRun {
		results, err = do(model.Bulk{})
	}
	out := make([]itemJSON, 0, len(results))
	for _, r := range results {
		item := itemJSON{AttemptID: r.ID, Rules: o.rules.Release, From: string(r.Plan.From), To: string(r.Plan.To), Effects: effectsJSON(r.Plan.Effects), Done: !c.dryRun && r.Err == nil}
		if r.Err != nil {
			sentence, code := model.Sentence(r.Err), string(model.CodeOf(r.Err))
			item.Problem, item.Code = &sentence, &code
		}
		out = append(out, item)
	}
	return errors.Join(err, writeJSON(a.Out, out), failedItems(results))
}

func (a *factory) items(verb string, results []model.ItemResult) {
	for _, r := range results {
		if errors.Is(r.Err, context.Canceled) {
			continue // interrupted, which is said at the end
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
		for _, l := range effectLines(r.Plan.Effects) {
			_, _ = fmt.Fprintln(a.Out, "    - "+l)
		}
	}
}

// failedItems is the error of a bulk of which something failed. Its code is
// that of the failures, if they have the same.
func failedItems(results []model.ItemResult) error {
	failed, code := 0, model.Code("")
	for _, r := range results {
		if r.Err == nil {
			continue
		}
		failed++
		switch c := model.CodeOf(r.Err); {
		case code == "":
			code = c
		case code != c:
			code = model.CodeInternal
		}
	}
	if failed == 0 {
		return nil
	}
	return model.Errorf(code, "%d of %d failed; the others are done.", failed, len(results))
}
