package attempt

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/steps"
	"examdesk/cli/words"
	"examdesk/model"
)

// ReviewOptions holds the options of attempt review.
type ReviewOptions struct {
	ChangeOptions
	Outcome, Reason string
}

// NewCmdReview returns the command attempt review.
func NewCmdReview(f *kit.Factory, run func(context.Context, *ReviewOptions) error) *cobra.Command {
	if run == nil {
		run = reviewRun
	}
	o := &ReviewOptions{ChangeOptions: ChangeOptions{Factory: f}}
	cmd := &cobra.Command{
		Use:   "review ID... --outcome OUTCOME",
		Short: "Decide attempts, as in the desk",
		Long: `Gives attempts a review as your decision. The command first says what follows from it; --dry-run stops there.
An attempt that someone else has changed meanwhile is not decided.`,
		Example: "  examdesk attempt review 1204 --as r.adeyemi --outcome clean --reason 'Dictionary was allowed'\n" +
			"  examdesk attempt review --filter 'section:needs-decision review:suspicious' --as r.adeyemi --outcome rules_violation --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.IDs = args
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.Outcome, "outcome", "", "`OUTCOME`: clean, rules_violation, suspicious or not_reviewed")
	cmd.Flags().StringVar(&o.Reason, "reason", "", "`TEXT` to keep with the decision")
	return cmd
}

func reviewRun(ctx context.Context, o *ReviewOptions) error {
	outcome, err := outcomeArg(o.Outcome)
	if err != nil {
		return err
	}
	if n := utf8.RuneCountInString(o.Reason); n > model.MaxReason {
		return kit.Usagef("the reason has %d characters; shorten it to %d", n, model.MaxReason)
	}
	return kit.ForDeed(ctx, o.Factory, model.DeedDecide, func(opened *kit.Opened) error {
		if err := opened.MayWrite(); err != nil && !o.DryRun {
			return err
		}
		ids, err := o.Attempts(ctx, o.Factory, opened, o.IDs)
		if err != nil {
			return err
		}
		list := make([]steps.Step, 0, len(ids))
		for _, id := range ids {
			list = append(list, reviewStep(ctx, o.Factory, opened.Store, model.DecisionRequest{AttemptID: id, Review: outcome, Reason: o.Reason}))
		}
		return steps.Run(ctx, o.Factory, opened, o.Change, "Decide %s as "+outcome.String()+"?", list)
	})
}

// outcomeArg reads a review status as scripts and people write it.
func outcomeArg(s string) (model.ReviewStatus, error) {
	if s == "" {
		return "", kit.Usagef("say what you found with --outcome clean, rules_violation, suspicious or not_reviewed")
	}
	r, err := model.ParseOutcome(s)
	return r, kit.AsUsage(err)
}

// decider is what a step of a review needs from a store.
type decider interface {
	model.AttemptReader
	model.Previewer
	model.Decider
}

// reviewStep plans a decision. It is carried out only if the attempt has not changed
// since.
func reviewStep(ctx context.Context, a *kit.Factory, e decider, r model.DecisionRequest) steps.Step {
	s := steps.Step{ID: r.AttemptID}
	d, err := e.ReadAttempt(ctx, r.AttemptID)
	if err != nil {
		s.Err = err
		return s
	}
	r.Expected = d.Version()
	p, err := e.PreviewDecision(ctx, r)
	if err != nil {
		s.Err = err
		return s
	}
	if r.Reason != "" && p.NoReason != "" {
		s.Err = model.Errorf(model.CodeUnsupported, "%s", p.NoReason)
		return s
	}
	s.Plan = fmt.Sprintf("%s, %s: %s would become %s (%s)", p.Row.Learner.Username, p.Row.Exam.Name, p.From, p.To, p.Review)
	for _, w := range p.Warnings {
		s.Details = append(s.Details, "NOTE: "+w)
	}
	s.Details = append(s.Details, words.EffectLines(p.Effects)...)
	s.Note = p.Note
	s.Effects = p.Effects
	s.Do = func(ctx context.Context) (steps.DoneStep, error) {
		done, err := e.Decide(ctx, newDecision(a, r))
		said := fmt.Sprintf("is %s (%s)", done.To, r.Review)
		if done.Notice != "" {
			said += "; NOTE: " + done.Notice
		}
		return steps.DoneStep{Said: said, Effects: done.Effects}, err
	}
	return s
}

// newDecision gives a request an id and a time.
func newDecision(a *kit.Factory, r model.DecisionRequest) model.Decision {
	return model.Decision{DecisionRequest: r, ID: uuid.NewString(), Stamp: a.Clock().UTC().Truncate(time.Microsecond)}
}
