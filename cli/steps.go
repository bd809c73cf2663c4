package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// step is what a command does to one of several attempts.
type step struct {
	id int64
	// plan says what would be done, and details what follows from it.
	plan    string
	details []string
	// note says what becomes of what follows; it is printed once for all.
	note string
	// resume is what resuming gives the learner, nil for any other change.
	resume *model.Resumption
	// wipes are what is lost for good, and word what confirms that.
	wipes []string
	word  string
	// err is why it cannot be done.
	err error
	// do does it and says what became of it.
	do func(context.Context) (doneStep, error)
	// is the attempt's status as it was read.
	is model.AttemptStatus
	// effects are what follows, as the plan has them and then as it was done.
	effects []model.Effect
	// done tells that it was done, and said what became of it.
	done bool
	said string
}

// doneStep is what became of an attempt, in words, with what followed.
type doneStep struct {
	said    string
	effects []model.Effect
}

// steps says what would be done, asks, does it, and prints a line for each. It
// goes on after a failure, and fails with the code of the failures.
func (a *factory) steps(ctx context.Context, o *session, c change, question string, list []step) error {
	if c.asJSON {
		return a.stepsJSON(ctx, o, c, list)
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(a.Out, "There is nothing to do.")
		return err
	}
	possible := slices.ContainsFunc(list, func(s step) bool { return s.err == nil })
	if c.dryRun || !c.yes || !possible {
		a.sayPlan(list)
		if possible {
			if err := a.rulesLine(o); err != nil {
				return err
			}
		}
	}
	if c.dryRun || !possible {
		return failedSteps(list, "cannot be done")
	}
	if err := a.confirmSteps(question, c.yes, list); err != nil {
		return err
	}
	doSteps(ctx, list, func(s *step) {
		said := s.said
		switch {
		case model.CodeOf(s.err) == model.CodeInterrupted:
			return // one sentence says it of all of them
		case s.err != nil:
			said = "failed: " + model.Sentence(s.err)
		}
		_, _ = fmt.Fprintf(a.Out, "%d  %s\n", s.id, said)
	})
	return failedSteps(list, "failed; the others are done")
}

// doSteps does what can be done, one after the other.
func doSteps(ctx context.Context, list []step, each func(*step)) {
	t, done := tallyOf(ctx), 0
	for i := range list {
		s := &list[i]
		t.of(done, len(list))
		if s.err == nil && ctx.Err() != nil {
			s.err = errNotReached()
		}
		if s.err == nil {
			var did doneStep
			if did, s.err = s.do(ctx); s.err == nil {
				s.done, s.said, s.effects = true, did.said, did.effects
				done++
			} else if ctx.Err() != nil {
				s.err = errNotReached()
			}
		}
		each(s)
	}
	t.of(done, len(list))
}

func (a *factory) sayPlan(list []step) {
	p := a.page()
	for _, s := range list {
		lead := strconv.FormatInt(s.id, 10) + "  "
		if s.err != nil {
			p.text(lead, "cannot be done: "+model.Sentence(s.err))
			continue
		}
		p.text(lead, s.plan)
		for _, w := range s.wipes {
			p.text("    - WIPES ", w)
		}
		for _, d := range s.details {
			p.text("    - ", d)
		}
	}
	for _, note := range notesOf(list) {
		p.text("Note: ", note)
	}
	if len(list) > 1 {
		p.line("%s in all", count(len(list), "attempt"))
	}
	_ = p.write()
}

// notesOf are the notes of what can be done and has something follow, each once.
func notesOf(list []step) []string {
	var out []string
	for _, s := range list {
		if s.err == nil && s.note != "" && len(s.details) > 0 && !slices.Contains(out, s.note) {
			out = append(out, s.note)
		}
	}
	return out
}

// confirmSteps asks for a yes, or for a word where answers are wiped.
func (a *factory) confirmSteps(question string, yes bool, list []step) error {
	var possible []step
	word := ""
	for _, s := range list {
		if s.err != nil {
			continue
		}
		possible = append(possible, s)
		if s.word != "" && word != "" && s.word != word {
			word = "several"
		} else if s.word != "" {
			word = s.word
		}
	}
	question = fmt.Sprintf(question, count(len(possible), "attempt"))
	if word == "" || yes || !a.IsTerminal {
		return a.confirm(question, yes)
	}
	if word == "several" {
		word = strconv.Itoa(len(possible)) // nobody types a dozen names; the number shows that it was read
	}
	_, _ = fmt.Fprintf(a.Err, "%s What is wiped does not come back. Type %s to go on: ", question, word)
	line, err := a.readLine()
	if err != nil && line == "" || strings.TrimSpace(line) != word {
		return model.Errorf(model.CodeInternal, "Nothing was changed.")
	}
	return nil
}

// failedSteps is the error of a list of which something failed. Its code is
// that of the failures, if they have the same.
func failedSteps(list []step, what string) error {
	var failed []error
	for _, s := range list {
		if s.err != nil {
			failed = append(failed, s.err)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	code := model.CodeOf(failed[0])
	for _, err := range failed {
		if model.CodeOf(err) != code {
			code = model.CodeInternal
		}
	}
	if len(list) == 1 {
		return model.Errorf(code, "%s", model.Sentence(failed[0]))
	}
	return model.Errorf(code, "%d of %d %s.", len(failed), len(list), what)
}

// choice is which attempts a command works on.
type choice struct{ filter string }

func (c *choice) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.filter, "filter", "", "every attempt that the desk's `FILTER` finds, instead of ids")
}

// attempts are the ids that the command line names, each once.
func (c choice) attempts(ctx context.Context, a *factory, o *session, args []string) ([]int64, error) {
	switch {
	case len(args) > 0 && c.filter != "":
		return nil, &usageError{errors.New("name attempts by id or by --filter, not by both")}
	case len(args) == 0 && strings.TrimSpace(c.filter) == "":
		return nil, &usageError{errors.New("name the attempts by id, or with --filter")}
	case len(args) > 0:
		return attemptArgs(ctx, o, args)
	}
	f, err := model.ParseDeedFilter(c.filter)
	if err != nil {
		return nil, err
	}
	var ids []int64
	rows, err := a.narrowed(ctx, o, model.AttemptQuery{Filter: f})
	if err != nil {
		return nil, err
	}
	for r, err := range rows {
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.Attempt.ID)
	}
	return ids, nil
}

// attemptArgs reads ids and attempt codes, each attempt once.
func attemptArgs(ctx context.Context, o *session, args []string) ([]int64, error) {
	var ids []int64
	for _, arg := range args {
		id, err := attemptArg(ctx, o, arg)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// attemptArg reads an id, or else an attempt code.
func attemptArg(ctx context.Context, o *session, arg string) (int64, error) {
	if id, err := strconv.ParseInt(arg, 10, 64); err == nil {
		if id < 1 {
			return argID("attempt", arg)
		}
		return id, nil
	}
	if len(arg) < 8 { // no code is so short; it is a slip
		return argID("attempt", arg)
	}
	return o.Store.AttemptIDByCode(ctx, arg)
}
