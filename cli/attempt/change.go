package attempt

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/cli/words"
	"examdesk/model"
)

// changing is a command that changes attempts in one way.
type changing struct {
	kit.Change
	find.Choice
	kind     model.ChangeKind
	status   model.AttemptStatus
	question string
}

// NewCmdResume returns the command attempt resume.
func NewCmdResume(a *kit.Factory) *cobra.Command {
	return changeCmd(a, changing{kind: model.ChangeResume, question: "Let the learners of %s go on?"}, &cobra.Command{
		Use: "resume ID...", Short: "Let learners go on with attempts that broke off",
		Long: `Marks attempts as ready to resume. It says first how many minutes each gives: what was left when the session broke off or,
where nothing recorded that, the whole time again, on questions already seen, and never beyond the due date. It is refused
where that is nothing.`,
		Example: "  examdesk attempt resume 1204 --as r.adeyemi\n  examdesk attempt resume --filter 'is:resumable exam:\"Midterm 1\"' --dry-run",
	})
}

// NewCmdReset returns the command attempt reset.
func NewCmdReset(a *kit.Factory) *cobra.Command {
	return changeCmd(a, changing{kind: model.ChangeReset, question: "Reset %s?"}, &cobra.Command{
		Use: "reset ID...", Short: "Let learners take practice and onboarding exams again",
		Example: "  examdesk attempt reset 1204 --as r.adeyemi --dry-run",
		Long:    "Closes attempts at practice exams as onboarding_reset and makes a new one for each.",
	})
}

// NewCmdDelete returns the command attempt delete.
func NewCmdDelete(a *kit.Factory) *cobra.Command {
	c := changing{kind: model.ChangeRemove, question: "Delete %s?"}
	var allOf, exam string
	cmd := changeCmd(a, c, &cobra.Command{
		Use: "delete ID...", Short: "Delete attempts, so that learners can take the exam again",
		Long: `Deletes attempts with the learner's answers, as course staff does in the LMS. It says first what is wiped, and asks for a
typed word on a terminal.`,
		Example: "  examdesk attempt delete 1204 --as r.adeyemi\n  examdesk attempt delete --all-of mei_zhang --exam 4 --as r.adeyemi --dry-run",
	})
	single := cmd.RunE
	cmd.Flags().StringVar(&allOf, "all-of", "", "every attempt of the learner `USERNAME` at --exam")
	cmd.Flags().StringVar(&exam, "exam", "", "`ID` of the exam, with --all-of")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if allOf == "" && exam == "" {
			return single(cmd, args)
		}
		yes, _ := cmd.Flags().GetBool("yes")
		dry, _ := cmd.Flags().GetBool("dry-run")
		asJSON := jsonout.Of(cmd).On()
		filter, _ := cmd.Flags().GetString("filter")
		if allOf == "" || exam == "" || len(args) > 0 || filter != "" {
			return kit.Usagef("--all-of and --exam go together, and without ids or a filter")
		}
		all := changing{kind: model.ChangeRemoveAll, question: "Delete all that hangs on %s?", Change: kit.Change{DryRun: dry, Yes: yes, AsJSON: asJSON}}
		return deleteAll(cmd.Context(), a, all, allOf, exam)
	}
	return cmd
}

// NewCmdSetStatus returns the command attempt setstatus.
func NewCmdSetStatus(a *kit.Factory) *cobra.Command {
	var c changing
	cmd := &cobra.Command{
		Use: "set-status STATUS ID...", Short: "Set the status of attempts by hand, with all that follows from it",
		Long: `Moves attempts to a status with everything that follows: credit, grades, mail, other exams. What an attempt cannot go
back to is refused, and so is a status that staff does not set.`,
		Example: "  examdesk attempt set-status submitted 1204 --as r.adeyemi --dry-run\n  examdesk attempt set-status submitted --filter 'status:started age:>2d' --as r.adeyemi",
		Args:    kit.UsageArgs(cobra.MinimumNArgs(1)),
	}
	c.Change.Flags(cmd)
	c.JSONFlag(cmd, "one JSON array")
	jsonout.Flags(cmd, []steps.StepJSON(nil))
	c.Choice.Flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var err error
		if c.status, err = kit.OneOf("status", args[0], model.KnownStatuses()); err != nil {
			return err
		}
		c.kind = model.ChangeStatus
		c.question = "Set %s to " + c.status.String() + "?"
		return changeAttempts(cmd.Context(), a, c, args[1:])
	}
	return cmd
}

// changeCmd gives a command the flags and the work of a change.
func changeCmd(a *kit.Factory, c changing, cmd *cobra.Command) *cobra.Command {
	c.Change.Flags(cmd)
	c.JSONFlag(cmd, "one JSON array")
	jsonout.Flags(cmd, []steps.StepJSON(nil))
	c.Choice.Flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return changeAttempts(cmd.Context(), a, c, args) }
	return cmd
}

func changeAttempts(ctx context.Context, a *kit.Factory, c changing, args []string) error {
	deed, err := c.kind.Deed()
	if err != nil {
		return err
	}
	return kit.ForDeed(ctx, a, deed, func(o *kit.Opened) error {
		ids, err := c.Attempts(ctx, a, o, args)
		if err != nil {
			return err
		}
		return changeEach(ctx, a, o, c, ids)
	})
}

// deleteAll removes a learner's attempts at an exam in one go.
func deleteAll(ctx context.Context, a *kit.Factory, c changing, username, examArg string) error {
	examID, err := kit.ArgID("exam", examArg)
	if err != nil {
		return err
	}
	return kit.ForDeed(ctx, a, model.DeedRemove, func(o *kit.Opened) error {
		exam, err := o.Store.Exam(ctx, examID)
		if err != nil {
			return err
		}
		learner, err := find.OneLearner(ctx, a, o, username)
		if err != nil {
			return err
		}
		rows, err := o.Store.UserAttempts(ctx, learner.ID, examID)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return model.Errorf(model.CodeNotFound, "%s has no attempt at %s.", learner.Username, exam.Name)
		}
		return changeEach(ctx, a, o, c, []int64{rows[0].Attempt.ID})
	})
}

func changeEach(ctx context.Context, a *kit.Factory, o *kit.Opened, c changing, ids []int64) error {
	if err := o.MayWrite(); err != nil && !c.DryRun {
		return err
	}
	list := make([]steps.Step, 0, len(ids))
	for _, id := range ids {
		list = append(list, changeStep(ctx, o.Store, c, id))
	}
	steps.Along(c.kind, c.status, list, func(id int64) steps.Step { return changeStep(ctx, o.Store, c, id) })
	return steps.Run(ctx, a, o, c.Change, c.question, list)
}

// changer is what a step of a change asks of a store.
type changer interface {
	model.AttemptReader
	model.AttemptChanger
}

// changeStep asks what a change of an attempt does. The change is made only if
// the attempt is still as it was then.
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
	s.Note = p.Note
	s.Do = func(ctx context.Context) (steps.DoneStep, error) {
		done, err := e.ChangeAttempt(ctx, r)
		return steps.DoneStep{Said: doneWords(p, done), Effects: done.Effects}, err
	}
	return s
}

func planWords(p model.ChangePreview) string {
	switch p.Kind {
	case model.ChangeResume:
		return "is " + p.From.String() + "; the learner may go on. " + resumeWords(p)
	case model.ChangeRemove:
		return "is " + p.From.String() + " and would be deleted"
	case model.ChangeRemoveAll:
		return printer.Count(p.Attempts, "attempt") + " would be deleted"
	case model.ChangeReset, model.ChangeStatus:
	}
	if p.From == p.To {
		return "is " + p.From.String() + " and would be so again"
	}
	return p.From.String() + " would become " + p.To.String()
}

func resumeWords(p model.ChangePreview) string {
	if p.Resume == nil {
		return ""
	}
	return p.Resume.Sentence()
}

func doneWords(p model.ChangePreview, done model.Changed) string {
	switch done.Kind {
	case model.ChangeResume:
		return "is ready to resume"
	case model.ChangeRemove:
		return "is deleted"
	case model.ChangeRemoveAll:
		return printer.Count(p.Attempts, "attempt") + " deleted"
	case model.ChangeReset:
		return fmt.Sprintf("is %s; attempt %d is new", done.To, done.NewAttempt)
	case model.ChangeStatus:
	}
	return "is " + done.To.String()
}

// newDecision gives a request its id and time.
func newDecision(a *kit.Factory, r model.DecisionRequest) model.Decision {
	return model.Decision{DecisionRequest: r, ID: uuid.NewString(), Stamp: a.Clock().UTC().Truncate(time.Microsecond)}
}
