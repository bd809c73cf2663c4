package exam

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/cli/words"
	"examdesk/model"
)

// SetOptions holds the options of exam set.
type SetOptions struct {
	*kit.Factory
	kit.Change
	ID string
	// Edit holds the changes.
	Edit model.ExamEdit
}

// NewCmdSet returns the command exam set.
func NewCmdSet(f *kit.Factory, run func(context.Context, *SetOptions) error) *cobra.Command {
	if run == nil {
		run = setRun
	}
	o := &SetOptions{Factory: f}
	var flags examFlags
	cmd := &cobra.Command{
		Use:     "set ID",
		Short:   "Change an exam and tell its proctoring service",
		Example: "  examdesk exam set 4 --minutes 120 --due 2026-12-01T16:00:00Z --dry-run\n  examdesk exam set 4 --inactive --yes",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			o.ID = args[0]
			if o.Edit, err = flags.read(cmd); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON object", steps.ExamChangeJSON{})
	flags.define(cmd.Flags())
	return cmd
}

func setRun(ctx context.Context, o *SetOptions) error {
	id, err := kit.ArgID("exam", o.ID)
	if err != nil {
		return err
	}
	o.Edit.ExamID = id
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		if b := o.Edit.Backend; b != nil {
			if _, err := kit.OneOf("proctoring service", *b, opened.Services); err != nil {
				return err
			}
		}
		if err := opened.Store.May(ctx, model.DeedSetExam); err != nil {
			return err
		}
		return set(ctx, o, opened)
	})
}

// set changes an exam, unless it has changed since its plan was made.
func set(ctx context.Context, o *SetOptions, opened *kit.Opened) error {
	c := o.Edit
	x, _, err := find.ExamOf(ctx, opened, c.ExamID)
	if err != nil {
		return err
	}
	c.Expected = x.Modified
	plan, err := opened.Store.PlanExam(ctx, c)
	if err != nil {
		return examConflict(o.Factory, err, x.Exam)
	}
	change := steps.ExamChange{
		ExamID: c.ExamID, Changes: changesOf(x, c), Same: fmt.Sprintf("Exam %d already has these settings; nothing to do.", c.ExamID),
		Notes: examNotes(x, c), Effects: plan.Effects,
		Question: fmt.Sprintf("Change exam %d?", c.ExamID),
		Do: func() (model.ExamChanged, error) {
			done, err := opened.Store.ChangeExam(ctx, c)
			return done, examConflict(o.Factory, err, x.Exam)
		},
	}
	change.Say = func() error { return sayChange(o.Factory, x, change) }
	return change.Run(o.Factory, opened, o.Change)
}

func sayChange(a *kit.Factory, x find.ListedExam, c steps.ExamChange) error {
	p := printer.NewPage(a)
	p.Line("Exam %d, %s:", x.ID, x.Name)
	for _, l := range slices.Concat(c.Changes, c.Notes, words.EffectLines(c.Effects)) {
		p.Bullet("  - ", l)
	}
	return p.Flush()
}

// examConflict shows both versions when a change came too late.
func examConflict(a *kit.Factory, err error, seen model.Exam) error {
	var conflict *model.ExamConflictError
	if !errors.As(err, &conflict) {
		return err
	}
	now := conflict.Now
	_, _ = fmt.Fprintf(a.Err, "Seen:  exam %d as changed at %s.\nNow:   as changed at %s.\n", seen.ID, words.Modified(seen.Modified), words.Modified(now.Exam.Modified))
	for _, l := range differences(seen, now.Exam) {
		_, _ = fmt.Fprintln(a.Err, "  - "+l)
	}
	return err
}
