package policy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/cli/vocab"
	"examdesk/cli/words"
	"examdesk/model"
)

// NewCmd returns the command policy.
func NewCmd(a *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{Use: "policy", Short: "The review policies of exams: what reviewers are told", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdView(a), NewCmdSet(a), NewCmdHistory(a))
	return cmd
}

// ofExam runs a command on the exam of its first argument.
func ofExam(a *kit.Factory, cmd *cobra.Command, args []string, f func(*kit.Opened, model.Exam) error) error {
	return ofExamIn(cmd, args, func(ctx context.Context, g func(*kit.Opened) error) error { return kit.WithStore(ctx, a, g) }, f)
}

// ofExamIn is [ofExam] in a store that is opened in some way.
func ofExamIn(cmd *cobra.Command, args []string, in func(context.Context, func(*kit.Opened) error) error, f func(*kit.Opened, model.Exam) error) error {
	id, err := kit.ArgID("exam", args[0])
	if err != nil {
		return err
	}
	return in(cmd.Context(), func(o *kit.Opened) error {
		exam, err := o.Store.Exam(cmd.Context(), id)
		if err != nil {
			return err
		}
		return f(o, exam)
	})
}

// NewCmdView returns the command policy view.
func NewCmdView(a *kit.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "view EXAM",
		Short:   "Show an exam's review policy",
		Example: "  examdesk policy view 4",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return ofExam(a, cmd, args, func(o *kit.Opened, e model.Exam) error {
				p, err := find.PolicyNow(cmd.Context(), o, e.ID)
				switch {
				case err != nil:
					return err
				case p == nil:
					return model.Errorf(model.CodeNotFound, "%s has no review policy.", e.Name)
				case asJSON:
					return printer.JSON(a.Out, p)
				}
				return sayLines(a, p.Text)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, vocab.PolicyJSON{})
	return cmd
}

// sayLines prints a text with its own line breaks, safe to draw.
func sayLines(a *kit.Factory, s string) error {
	_, err := fmt.Fprintln(a.Out, strings.Join(model.Text(s).Lines(), "\n"))
	return err
}

// NewCmdHistory returns the command policy history.
func NewCmdHistory(a *kit.Factory) *cobra.Command {
	var l printer.List
	cmd := &cobra.Command{
		Use:     "history EXAM",
		Short:   "List what an exam's review policy was before, the last first",
		Example: "  examdesk policy history 4 --json",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := l.Check(); err != nil {
				return err
			}
			return ofExam(a, cmd, args, func(o *kit.Opened, e model.Exam) error {
				return formerPolicies(a, o.Store.PolicyVersions(cmd.Context(), e.ID), l)
			})
		},
	}
	cmd.Flags().IntVar(&l.Limit, "limit", 0, "most to list; 0 for all")
	cmd.Flags().BoolVar(&l.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []vocab.PolicyJSON(nil))
	return cmd
}

func formerPolicies(a *kit.Factory, former iter.Seq2[model.FormerPolicy, error], l printer.List) error {
	if l.AsJSON {
		return printer.WriteList(a, printer.Listing[model.FormerPolicy]{Rows: former, Limit: l.Limit, JSON: func(p model.FormerPolicy) any {
			return vocab.PolicyOf(model.Policy{ID: p.ID, Text: p.Text, SetBy: p.SetBy, Modified: p.Replaced})
		}})
	}
	c, err := printer.ClockOf(a, "")
	if err != nil {
		return err
	}
	n := 0
	for f, err := range former {
		if err != nil {
			return err
		}
		p := printer.NewPage(a)
		p.Line("Until %s, set by %s:", c.At(f.Replaced), words.OrNobody(f.SetBy))
		for _, line := range f.Text.Lines() {
			p.Bullet("  ", line)
		}
		if err := p.Flush(); err != nil {
			return err
		}
		if n++; n == l.Limit || kit.ReaderLeft(a) {
			return nil
		}
	}
	if n == 0 {
		_, err = fmt.Fprintln(a.Out, "The review policy was never replaced.")
	}
	return err
}

// maxPolicy is the longest review policy that is taken, in bytes.
const maxPolicy = 64 << 10

// NewCmdSet returns the command policy set.
func NewCmdSet(a *kit.Factory) *cobra.Command {
	var c kit.Change
	var remove bool
	cmd := &cobra.Command{
		Use:     "set EXAM [FILE|-] | set EXAM --remove",
		Short:   "Set an exam's review policy from a file or standard input, or take it away",
		Example: "  examdesk policy set 4 policy.txt --as r.adeyemi --dry-run\n  examdesk policy set 4 --remove --as r.adeyemi",
		Long:    "Sets what the reviewers of an exam are told. The former policy goes to the archive; see policy history.",
		Args:    kit.UsageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if remove && len(args) > 1 {
				return kit.Usagef("give a file, or --remove")
			}
			text := ""
			if !remove {
				var err error
				if text, err = policyText(a, args[1:]); err != nil {
					return err
				}
			}
			keeping := func(ctx context.Context, f func(*kit.Opened) error) error {
				return kit.ForDeed(ctx, a, model.DeedSetPolicy, f)
			}
			return ofExamIn(cmd, args, keeping, func(o *kit.Opened, e model.Exam) error { return policySet(cmd.Context(), a, o, e, text, c) })
		},
	}
	c.Flags(cmd)
	c.JSONFlag(cmd, "one JSON object")
	jsonout.Flags(cmd, steps.ExamChangeJSON{})
	cmd.Flags().BoolVar(&remove, "remove", false, "take the policy away")
	return cmd
}

// policyText reads a policy; nothing at all is not a policy but a slip.
func policyText(a *kit.Factory, args []string) (string, error) {
	data, err := kit.ReadBody(a, args, "The policy")
	text := strings.TrimSpace(data)
	switch {
	case err != nil:
		return "", err
	case len(data) > maxPolicy:
		return "", kit.Usagef("the policy is longer than %d kB", maxPolicy>>10)
	case text == "":
		return "", kit.Usagef("the policy is empty; use --remove to take it away")
	}
	return text, nil
}

// policySet sets a policy, or takes it away with an empty text.
func policySet(ctx context.Context, a *kit.Factory, o *kit.Opened, e model.Exam, text string, c kit.Change) error {
	now, err := find.PolicyNow(ctx, o, e.ID)
	if err != nil {
		return err
	}
	change := model.PolicyChange{ExamID: e.ID, Text: text, Expected: now.Version()}
	plan, err := o.Store.PlanPolicy(ctx, change)
	if err != nil {
		return policyConflict(a, err, now)
	}
	switch {
	case now == nil && text == "":
		return model.Errorf(model.CodeNotFound, "%s has no review policy.", e.Name)
	case now != nil && now.Text == text:
		_, err := fmt.Fprintln(a.Out, "The exam has this policy already; nothing to do.")
		return err
	}
	if c.AsJSON {
		if err := o.MayWrite(); err != nil && !c.DryRun {
			return err
		}
		out := steps.ExamChangeJSON{ExamID: e.ID, Changes: []string{"policy: " + policyWord(now) + " → " + cmp.Or(model.Clean(text), "none")}}
		return steps.ChangeExamJSON(a, c, out, plan.Effects, func() (model.ExamChanged, error) { return o.Store.ChangePolicy(ctx, change) })
	}
	if err := sayPolicyChange(a, e, now, text, plan.Effects); err != nil || c.DryRun {
		return err
	}
	if err := o.MayWrite(); err != nil {
		return err
	}
	if err := kit.Confirm(a, "Change the review policy?", c.Yes); err != nil {
		return err
	}
	done, err := o.Store.ChangePolicy(ctx, change)
	if err != nil {
		return policyConflict(a, err, now)
	}
	return steps.SayChanged(a, done)
}

// policyConflict shows both sides of a change of a policy that came too late.
func policyConflict(a *kit.Factory, err error, seen *vocab.PolicyJSON) error {
	var conflict *model.ExamConflictError
	if !errors.As(err, &conflict) {
		return err
	}
	say := func(what string, p *vocab.PolicyJSON) {
		if p == nil {
			_, _ = fmt.Fprintf(a.Err, "%s no policy.\n", what)
			return
		}
		_, _ = fmt.Fprintf(a.Err, "%s %s (by %s, %s)\n", what, model.Clean(p.Text), words.OrNobody(model.Text(p.SetBy)), words.Modified(time.Time(p.Modified)))
	}
	var now *vocab.PolicyJSON
	if p := conflict.Now.Policy; p != nil {
		is := vocab.PolicyOf(*p)
		now = &is
	}
	say("Seen: ", seen)
	say("Now:  ", now)
	return err
}

func policyWord(p *vocab.PolicyJSON) string {
	if p == nil {
		return "none"
	}
	return model.Clean(p.Text)
}

func sayPolicyChange(a *kit.Factory, e model.Exam, now *vocab.PolicyJSON, text string, effects []model.Effect) error {
	p := printer.NewPage(a)
	p.Line("%s (exam %d)", e.Name, e.ID)
	if now != nil {
		p.Field(2, "now", model.Clean(now.Text))
	}
	p.Field(2, "then", cmp.Or(model.Clean(text), "no policy"))
	for _, l := range words.EffectLines(effects) {
		p.Bullet("  - ", l)
	}
	return p.Flush()
}
