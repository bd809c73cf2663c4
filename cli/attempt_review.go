package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// reviewing is what a person says of attempts.
type reviewing struct {
	change
	choice
	outcome, reason string
}

func (a *factory) attemptReviewCmd() *cobra.Command {
	var r reviewing
	cmd := &cobra.Command{
		Use:   "review ID... --outcome OUTCOME",
		Short: "Decide attempts, as the desk does",
		Long: `Gives attempts a review as your decision. What follows from it is said first; --dry-run says it and stops there.
An attempt that somebody else changes meanwhile is not decided.`,
		Example: "  examdesk attempt review 1204 --as r.adeyemi --outcome clean --reason 'Dictionary was allowed'\n" +
			"  examdesk attempt review --filter 'section:needs-decision review:suspicious' --as r.adeyemi --outcome rules_violation --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error { return a.reviewAttempts(cmd.Context(), r, args) },
	}
	r.change.flags(cmd)
	r.jsonFlag(cmd, "one JSON array")
	r.choice.flags(cmd)
	cmd.Flags().StringVar(&r.outcome, "outcome", "", "`OUTCOME`: clean, rules_violation, suspicious or not_reviewed")
	cmd.Flags().StringVar(&r.reason, "reason", "", "`TEXT` to keep with the decision")
	return cmd
}

// outcomeArg reads a review status as scripts and people write it.
func outcomeArg(s string) (model.ReviewStatus, error) {
	if s == "" {
		return "", &usageError{errors.New("say what you found with --outcome clean, rules_violation, suspicious or not_reviewed")}
	}
	for _, r := range model.ReviewStatuses() {
		std, _ := r.Standard()
		if strings.EqualFold(strings.ReplaceAll(s, "_", " "), string(r)) || s == string(std) {
			return r, nil
		}
	}
	return "", &usageError{fmt.Errorf("--outcome %q is none; use clean, rules_violation, suspicious or not_reviewed", model.Clean(s))}
}

func (a *factory) reviewAttempts(ctx context.Context, r reviewing, args []string) error {
	outcome, err := outcomeArg(r.outcome)
	if err != nil {
		return err
	}
	if n := utf8.RuneCountInString(r.reason); n > model.MaxReason {
		return &usageError{fmt.Errorf("the reason has %d characters; at most %d are kept", n, model.MaxReason)}
	}
	return a.forDeed(ctx, model.DeedDecide, func(o *session) error {
		if err := o.mayWrite(); err != nil && !r.dryRun {
			return err
		}
		ids, err := r.attempts(ctx, a, o, args)
		if err != nil {
			return err
		}
		steps := make([]step, 0, len(ids))
		for _, id := range ids {
			steps = append(steps, a.reviewStep(ctx, o.Store, model.DecisionRequest{AttemptID: id, Review: outcome, Reason: r.reason}))
		}
		return a.steps(ctx, o, r.change, "Decide %s as "+outcome.String()+"?", steps)
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
func (a *factory) reviewStep(ctx context.Context, e decider, r model.DecisionRequest) step {
	s := step{id: r.AttemptID}
	d, err := e.ReadAttempt(ctx, r.AttemptID)
	if err != nil {
		s.err = err
		return s
	}
	r.Expected = d.Version()
	p, err := e.PreviewDecision(ctx, r)
	if err != nil {
		s.err = err
		return s
	}
	if r.Reason != "" && p.NoReason != "" {
		s.err = model.Errorf(model.CodeUnsupported, "%s", p.NoReason)
		return s
	}
	s.plan = fmt.Sprintf("%s, %s: %s would become %s (%s)", p.Row.Learner.Username, p.Row.Exam.Name, p.From, p.To, p.Review)
	for _, w := range p.Warnings {
		s.details = append(s.details, "NOTE: "+w)
	}
	s.details = append(s.details, effectLines(p.Effects)...)
	s.note = p.Note
	s.effects = p.Effects
	s.do = func(ctx context.Context) (doneStep, error) {
		done, err := e.Decide(ctx, newDecision(a, r))
		return doneStep{said: fmt.Sprintf("is %s (%s)", done.To, r.Review), effects: done.Effects}, err
	}
	return s
}
