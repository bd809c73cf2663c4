package attempt

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/steps"
	"examdesk/cli/words"
	"examdesk/model"
)

// ChangeOptions holds the options of a command that changes attempts.
type ChangeOptions struct {
	*kit.Factory
	kit.Change
	find.Choice
	// IDs are ids and attempt codes; empty if there is a filter.
	IDs []string
}

// flags adds the flags that all these commands have.
func (o *ChangeOptions) flags(cmd *cobra.Command) {
	o.Change.Flags(cmd)
	o.JSONFlag(cmd, "one JSON array", []steps.StepJSON(nil))
	o.Choice.Flags(cmd)
}

// changing describes a way to change attempts. The question has a %s for their
// number.
type changing struct {
	kind     model.ChangeKind
	status   model.AttemptStatus
	question string
}

// newChange returns a command that changes the attempts named by its arguments.
func newChange(f *kit.Factory, cmd *cobra.Command, run func(context.Context, *ChangeOptions) error) *cobra.Command {
	o := &ChangeOptions{Factory: f}
	o.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o.IDs = args
		return run(cmd.Context(), o)
	}
	return cmd
}

// changeRun changes the chosen attempts.
func changeRun(ctx context.Context, o *ChangeOptions, c changing) error {
	return o.change(ctx, c, func(opened *kit.Opened) ([]int64, error) {
		return o.Attempts(ctx, o.Factory, opened, o.IDs)
	})
}

// change opens the store if the actor may do the deed, and changes the attempts that
// found returns.
func (o *ChangeOptions) change(ctx context.Context, c changing, found func(*kit.Opened) ([]int64, error)) error {
	deed, err := c.kind.Deed()
	if err != nil {
		return err
	}
	return kit.ForDeed(ctx, o.Factory, deed, func(opened *kit.Opened) error {
		ids, err := found(opened)
		if err != nil {
			return err
		}
		return changeEach(ctx, o, opened, c, ids)
	})
}

func changeEach(ctx context.Context, o *ChangeOptions, opened *kit.Opened, c changing, ids []int64) error {
	if err := opened.MayWrite(); err != nil && !o.DryRun {
		return err
	}
	list := make([]steps.Step, 0, len(ids))
	for _, id := range ids {
		list = append(list, changeStep(ctx, opened.Store, c, id))
	}
	steps.Along(c.kind, c.status, list, func(id int64) steps.Step { return changeStep(ctx, opened.Store, c, id) })
	return steps.Run(ctx, o.Factory, opened, o.Change, c.question, list)
}

// changer is what a step of a change needs from a store.
type changer interface {
	model.AttemptReader
	model.AttemptChanger
}

// changeStep plans the change of an attempt. The change is made only if the attempt
// has not changed since.
func changeStep(ctx context.Context, e changer, c changing, id int64) steps.Step {
	s := steps.Step{ID: id}
	d, err := e.ReadAttempt(ctx, id)
	if err != nil {
		s.Err = err
		return s
	}
	s.Is = d.Attempt.Status
	r := model.ChangeRequest{AttemptID: id, Kind: c.kind, Status: c.status, Expected: d.Version()}
	p, err := e.PreviewChange(ctx, r)
	if err != nil {
		s.Err = err
		return s
	}
	s.Plan = fmt.Sprintf("%s, %s: %s", p.Row.Learner.Username, p.Row.Exam.Name, planWords(p))
	s.Wipes, s.Word, s.Details, s.Effects = p.Wipes, p.Word, words.EffectLines(p.Effects), p.Effects
	s.Note, s.Resume = p.Note, p.Resume
	s.Do = func(ctx context.Context) (steps.DoneStep, error) {
		done, err := e.ChangeAttempt(ctx, r)
		return steps.DoneStep{Said: doneWords(p, done), Effects: done.Effects}, err
	}
	return s
}
