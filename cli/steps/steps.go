package steps

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// Run shows the plan, asks, carries it out, and prints a line for each attempt. It
// continues after a failure, and fails with the code of the failures.
func Run(ctx context.Context, a *kit.Factory, o *kit.Opened, c kit.Change, question string, list []Step) error {
	if c.AsJSON {
		return stepsJSON(ctx, a, o, c, list)
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(a.Out, "There is nothing to do.")
		return err
	}
	possible := slices.ContainsFunc(list, func(s Step) bool { return s.Err == nil })
	if c.DryRun || !c.Yes || !possible {
		sayPlan(a, list)
		if possible {
			if err := RulesLine(a, o); err != nil {
				return err
			}
		}
	}
	if c.DryRun || !possible {
		return failedSteps(list, "cannot be done")
	}
	if err := confirmSteps(a, question, c.Yes, list); err != nil {
		return err
	}
	doSteps(ctx, list, func(s *Step) { sayDone(a, s) })
	return failedSteps(list, "failed; the others are done")
}

// sayDone prints what became of a step. For those that were not reached, there is one
// sentence at the end.
func sayDone(a *kit.Factory, s *Step) {
	said := s.said
	switch {
	case model.CodeOf(s.Err) == model.CodeInterrupted:
		return
	case s.Err != nil:
		said = "failed: " + model.Sentence(s.Err)
	}
	_, _ = fmt.Fprintf(a.Out, "%d  %s\n", s.ID, said)
}

func sayPlan(a *kit.Factory, list []Step) {
	p := printer.NewPage(a)
	for _, s := range list {
		lead := strconv.FormatInt(s.ID, 10) + "  "
		if s.Err != nil {
			p.Bullet(lead, "cannot be done: "+model.Sentence(s.Err))
			continue
		}
		p.Bullet(lead, s.Plan)
		for _, w := range s.Wipes {
			p.Bullet("    - WIPES ", w)
		}
		for _, d := range s.Details {
			p.Bullet("    - ", d)
		}
	}
	for _, note := range notesOf(list) {
		p.Bullet("Note: ", note)
	}
	if len(list) > 1 {
		p.Line("%s in all", model.Counted(len(list), "attempt"))
	}
	_ = p.Flush()
}

// confirmSteps asks for a yes, or for a typed word if answers are deleted.
func confirmSteps(a *kit.Factory, question string, yes bool, list []Step) error {
	var possible []Step
	word := ""
	for _, s := range list {
		if s.Err != nil {
			continue
		}
		possible = append(possible, s)
		if s.Word != "" && word != "" && s.Word != word {
			word = "several"
		} else if s.Word != "" {
			word = s.Word
		}
	}
	question = fmt.Sprintf(question, model.Counted(len(possible), "attempt"))
	if word == "" || yes || !a.IsTerminal {
		return kit.Confirm(a, question, yes)
	}
	if word == "several" {
		word = strconv.Itoa(len(possible)) // no one types a dozen names; the number shows that the plan was read
	}
	_, _ = fmt.Fprintf(a.Err, "%s What is wiped cannot be restored. Type %s to continue: ", question, word)
	line, err := kit.ReadLine(a)
	if err != nil && line == "" || strings.TrimSpace(line) != word {
		return model.Errorf(model.CodeInternal, "Nothing was changed.")
	}
	return nil
}
