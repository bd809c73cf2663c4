package attempt

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/steps"
	"examdesk/cli/words"
	"examdesk/model"
)

// reviewing is what a person says of attempts.
type reviewing struct {
	kit.Change
	find.Choice
	outcome, reason string
}

// NewCmdReview returns the command attempt review.
func NewCmdReview(a *kit.Factory) *cobra.Command {
	var r reviewing
	cmd := &cobra.Command{
		Use:   "review ID... --outcome OUTCOME",
		Short: "Decide attempts, as the desk does",
		Long: `Gives attempts a review as your decision. What follows from it is said first; --dry-run says it and stops there.
An attempt that somebody else changes meanwhile is not decided.`,
		Example: "  examdesk attempt review 1204 --as r.adeyemi --outcome clean --reason 'Dictionary was allowed'\n" +
			"  examdesk attempt review --filter 'section:needs-decision review:suspicious' --as r.adeyemi --outcome rules_violation --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error { return reviewAttempts(cmd.Context(), a, r, args) },
	}
	r.Change.Flags(cmd)
	r.JSONFlag(cmd, "one JSON array")
	jsonout.Flags(cmd, []steps.StepJSON(nil))
	r.Choice.Flags(cmd)
	cmd.Flags().StringVar(&r.outcome, "outcome", "", "`OUTCOME`: clean, rules_violation, suspicious or not_reviewed")
	cmd.Flags().StringVar(&r.reason, "reason", "", "`TEXT` to keep with the decision")
	return cmd
}

// outcomeArg reads a review status as scripts and people write it.
func outcomeArg(s string) (model.ReviewStatus, error) {
	if s == "" {
		return "", kit.Usagef("say what you found with --outcome clean, rules_violation, suspicious or not_reviewed")
	}
	r, err := model.ParseOutcome(s)
	return r, kit.AsUsage(err)
}

func reviewAttempts(ctx context.Context, a *kit.Factory, r reviewing, args []string) error {
	outcome, err := outcomeArg(r.outcome)
	if err != nil {
		return err
	}
	if n := utf8.RuneCountInString(r.reason); n > model.MaxReason {
		return kit.Usagef("the reason has %d characters; at most %d are kept", n, model.MaxReason)
	}
	return kit.ForDeed(ctx, a, model.DeedDecide, func(o *kit.Opened) error {
		if err := o.MayWrite(); err != nil && !r.DryRun {
			return err
		}
		ids, err := r.Attempts(ctx, a, o, args)
		if err != nil {
			return err
		}
		list := make([]steps.Step, 0, len(ids))
		for _, id := range ids {
			list = append(list, reviewStep(ctx, a, o.Store, model.DecisionRequest{AttemptID: id, Review: outcome, Reason: r.reason}))
		}
		return steps.Run(ctx, a, o, r.Change, "Decide %s as "+outcome.String()+"?", list)
	})
}

// decider is what a step of a review asks of a store.
type decider interface {
	model.AttemptReader
	model.Previewer
	model.Decider
}

// reviewStep asks what a decision does. It is taken only if the attempt is still
// as it was then.
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
		return steps.DoneStep{Said: fmt.Sprintf("is %s (%s)", done.To, r.Review), Effects: done.Effects}, err
	}
	return s
}
