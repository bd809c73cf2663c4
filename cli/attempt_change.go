package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/model"
)

// changing is a command that changes attempts in one way.
type changing struct {
	change
	choice
	kind     model.ChangeKind
	status   model.AttemptStatus
	question string
}

func (a *factory) attemptResumeCmd() *cobra.Command {
	return a.changeCmd(changing{kind: model.ChangeResume, question: "Let the learners of %s go on?"}, &cobra.Command{
		Use: "resume ID...", Short: "Let learners go on with attempts that broke off",
		Long: `Marks attempts as ready to resume. It says first how many minutes each gives: what was left when the session broke off or,
where nothing recorded that, the whole time again, on questions already seen, and never beyond the due date. It is refused
where that is nothing.`,
		Example: "  examdesk attempt resume 1204 --as r.adeyemi\n  examdesk attempt resume --filter 'is:resumable exam:\"Midterm 1\"' --dry-run",
	})
}

func (a *factory) attemptResetCmd() *cobra.Command {
	return a.changeCmd(changing{kind: model.ChangeReset, question: "Reset %s?"}, &cobra.Command{
		Use: "reset ID...", Short: "Let learners take practice and onboarding exams again",
		Long: "Closes attempts at practice exams as onboarding_reset and makes a new one for each.",
	})
}

func (a *factory) attemptDeleteCmd() *cobra.Command {
	c := changing{kind: model.ChangeRemove, question: "Delete %s?"}
	var allOf, exam string
	cmd := a.changeCmd(c, &cobra.Command{
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
			return &usageError{errors.New("--all-of and --exam go together, and without ids or a filter")}
		}
		all := changing{kind: model.ChangeRemoveAll, question: "Delete all that hangs on %s?", change: change{dryRun: dry, yes: yes, asJSON: asJSON}}
		return a.deleteAll(cmd.Context(), all, allOf, exam)
	}
	return cmd
}

func (a *factory) attemptSetStatusCmd() *cobra.Command {
	var c changing
	cmd := &cobra.Command{
		Use: "set-status STATUS ID...", Short: "Set the status of attempts by hand, with all that follows from it",
		Long: `Moves attempts to a status with everything that follows: credit, grades, mail, other exams. What an attempt cannot go
back to is refused, and so is a status that staff does not set.`,
		Example: "  examdesk attempt set-status submitted 1204 --as r.adeyemi --dry-run\n  examdesk attempt set-status submitted --filter 'status:started age:>2d' --as r.adeyemi",
		Args:    usageArgs(cobra.MinimumNArgs(1)),
	}
	c.change.flags(cmd)
	c.jsonFlag(cmd, "one JSON array")
	c.choice.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c.kind, c.status = model.ChangeStatus, model.AttemptStatus(args[0])
		if !c.status.IsKnown() {
			return &usageError{fmt.Errorf("%q is no status that can be set; use one of %s", model.Clean(args[0]), settable())}
		}
		c.question = "Set %s to " + c.status.String() + "?"
		return a.changeAttempts(cmd.Context(), c, args[1:])
	}
	return cmd
}

// settable lists the statuses that can be set.
func settable() string {
	var out []string
	for _, s := range model.AttemptStatuses() {
		if s.IsKnown() {
			out = append(out, s.String())
		}
	}
	return strings.Join(out, ", ")
}

// changeCmd gives a command the flags and the work of a change.
func (a *factory) changeCmd(c changing, cmd *cobra.Command) *cobra.Command {
	c.change.flags(cmd)
	c.jsonFlag(cmd, "one JSON array")
	c.choice.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return a.changeAttempts(cmd.Context(), c, args) }
	return cmd
}

func (a *factory) changeAttempts(ctx context.Context, c changing, args []string) error {
	deed, err := c.kind.Deed()
	if err != nil {
		return err
	}
	return a.forDeed(ctx, deed, func(o *session) error {
		ids, err := c.attempts(ctx, a, o, args)
		if err != nil {
			return err
		}
		return a.changeEach(ctx, o, c, ids)
	})
}

// deleteAll removes a learner's attempts at an exam in one go.
func (a *factory) deleteAll(ctx context.Context, c changing, username, examArg string) error {
	examID, err := argID("exam", examArg)
	if err != nil {
		return err
	}
	return a.forDeed(ctx, model.DeedRemove, func(o *session) error {
		exam, err := o.Store.Exam(ctx, examID)
		if err != nil {
			return err
		}
		learner, err := a.oneLearner(ctx, o, username)
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
		return a.changeEach(ctx, o, c, []int64{rows[0].Attempt.ID})
	})
}

func (a *factory) changeEach(ctx context.Context, o *session, c changing, ids []int64) error {
	if err := o.mayWrite(); err != nil && !c.dryRun {
		return err
	}
	steps := make([]step, 0, len(ids))
	for _, id := range ids {
		steps = append(steps, changeStep(ctx, o.Store, c, id))
	}
	alongWith(c.kind, c.status, steps, func(id int64) step { return changeStep(ctx, o.Store, c, id) })
	return a.steps(ctx, o, c.change, c.question, steps)
}

// changer is what a step of a change asks of a store.
type changer interface {
	model.AttemptReader
	model.AttemptChanger
}

// changeStep asks what a change of an attempt does. The change is made only if
// the attempt is still as it was then.
func changeStep(ctx context.Context, e changer, c changing, id int64) step {
	s := step{id: id}
	d, err := e.ReadAttempt(ctx, id)
	if err != nil {
		s.err = err
		return s
	}
	s.is = d.Attempt.Status
	r := model.ChangeRequest{AttemptID: id, Kind: c.kind, Status: c.status, Expected: d.Version()}
	p, err := e.PreviewChange(ctx, r)
	if err != nil {
		s.err = err
		return s
	}
	s.plan = fmt.Sprintf("%s, %s: %s", p.Row.Learner.Username, p.Row.Exam.Name, planWords(p))
	s.wipes, s.word, s.details, s.effects = p.Wipes, p.Word, effectLines(p.Effects), p.Effects
	s.note = p.Note
	s.do = func(ctx context.Context) (doneStep, error) {
		done, err := e.ChangeAttempt(ctx, r)
		return doneStep{said: doneWords(p, done), effects: done.Effects}, err
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
		return count(p.Attempts, "attempt") + " would be deleted"
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
		return count(p.Attempts, "attempt") + " deleted"
	case model.ChangeReset:
		return fmt.Sprintf("is %s; attempt %d is new", done.To, done.NewAttempt)
	case model.ChangeStatus:
	}
	return "is " + done.To.String()
}

// effectLines say what follows from a change, what is certain first said.
func effectLines(effects []model.Effect) []string {
	will := map[model.Certainty]string{model.Will: "will ", model.WillNot: "will not ", model.Unknown: "may "}
	var out []string
	for _, e := range effects {
		if !e.Shown() {
			continue
		}
		line := will[e.Certainty] + e.Sentence()
		if e.Reason != "" {
			line += " (" + e.Reason + ")"
		}
		out = append(out, line)
	}
	return out
}

// newDecision gives a request its id and time.
func newDecision(a *factory, r model.DecisionRequest) model.Decision {
	return model.Decision{DecisionRequest: r, ID: uuid.NewString(), Stamp: a.Clock().UTC().Truncate(time.Microsecond)}
}
