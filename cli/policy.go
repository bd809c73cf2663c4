package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/model"
)

func (a *factory) policyCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "policy", Short: "The review policies of exams: what reviewers are told", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.policyViewCmd(), a.policySetCmd(), a.policyHistoryCmd())
	return cmd
}

// policyNow is an exam's review policy, nil if it has none.
func (o *session) policyNow(ctx context.Context, examID int64) (*policyJSON, error) {
	p, err := o.Store.ReviewPolicy(ctx, examID)
	switch {
	case err == nil:
		return &policyJSON{p.ID, p.Text.Raw(), p.SetBy.Username.Raw(), p.Modified}, nil
	case model.CodeOf(err) == model.CodeNotFound:
		err = nil
	}
	return nil, err
}

// ofExam runs a command on the exam of its first argument.
func (a *factory) ofExam(cmd *cobra.Command, args []string, f func(*session, model.Exam) error) error {
	return a.ofExamIn(cmd, args, a.withStore, f)
}

// ofExamIn is [app.ofExam] in a store that is opened in some way.
func (a *factory) ofExamIn(cmd *cobra.Command, args []string, in func(context.Context, func(*session) error) error, f func(*session, model.Exam) error) error {
	id, err := argID("exam", args[0])
	if err != nil {
		return err
	}
	return in(cmd.Context(), func(o *session) error {
		exam, err := o.Store.Exam(cmd.Context(), id)
		if err != nil {
			return err
		}
		return f(o, exam)
	})
}

func (a *factory) policyViewCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "view EXAM",
		Short: "Show an exam's review policy",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.ofExam(cmd, args, func(o *session, e model.Exam) error {
				p, err := o.policyNow(cmd.Context(), e.ID)
				switch {
				case err != nil:
					return err
				case p == nil:
					return model.Errorf(model.CodeNotFound, "%s has no review policy.", e.Name)
				case asJSON:
					return writeJSON(a.Out, p)
				}
				return a.sayLines(p.Text)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// sayLines prints a text with its own line breaks, safe to draw.
func (a *factory) sayLines(s string) error {
	_, err := fmt.Fprintln(a.Out, strings.Join(model.Text(s).Lines(), "\n"))
	return err
}

func (a *factory) policyHistoryCmd() *cobra.Command {
	var l list
	cmd := &cobra.Command{
		Use:   "history EXAM",
		Short: "List what an exam's review policy was before, the last first",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := l.check(); err != nil {
				return err
			}
			return a.ofExam(cmd, args, func(o *session, e model.Exam) error {
				return a.formerPolicies(o.Store.PolicyVersions(cmd.Context(), e.ID), l)
			})
		},
	}
	cmd.Flags().IntVar(&l.limit, "limit", 0, "most to list; 0 for all")
	cmd.Flags().BoolVar(&l.asJSON, "json", false, "print one JSON array")
	return cmd
}

func (a *factory) formerPolicies(former iter.Seq2[model.FormerPolicy, error], l list) error {
	if l.asJSON {
		return writeList(a, listing[model.FormerPolicy]{rows: former, limit: l.limit, json: func(p model.FormerPolicy) any {
			return policyOf(model.Policy{ID: p.ID, Text: p.Text, SetBy: p.SetBy, Modified: p.Replaced})
		}})
	}
	c, err := a.clockOf("")
	if err != nil {
		return err
	}
	n := 0
	for f, err := range former {
		if err != nil {
			return err
		}
		p := a.page()
		p.line("Until %s, set by %s:", c.at(f.Replaced), orNobody(f.SetBy))
		for _, line := range f.Text.Lines() {
			p.text("  ", line)
		}
		if err := p.write(); err != nil {
			return err
		}
		if n++; n == l.limit || a.readerLeft() {
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

func (a *factory) policySetCmd() *cobra.Command {
	var c change
	var remove bool
	cmd := &cobra.Command{
		Use:   "set EXAM [FILE|-] | set EXAM --remove",
		Short: "Set an exam's review policy from a file or standard input, or take it away",
		Long:  "Sets what the reviewers of an exam are told. The former policy goes to the archive; see policy history.",
		Args:  usageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if remove && len(args) > 1 {
				return &usageError{errors.New("give a file, or --remove")}
			}
			text := ""
			if !remove {
				var err error
				if text, err = a.policyText(args[1:]); err != nil {
					return err
				}
			}
			keeping := func(ctx context.Context, f func(*session) error) error { return a.forDeed(ctx, model.DeedSetPolicy, f) }
			return a.ofExamIn(cmd, args, keeping, func(o *session, e model.Exam) error { return a.policySet(cmd.Context(), o, e, text, c) })
		},
	}
	c.flags(cmd)
	c.jsonFlag(cmd, "one JSON object")
	cmd.Flags().BoolVar(&remove, "remove", false, "take the policy away")
	return cmd
}

// policyText reads a policy; nothing at all is no policy but a slip.
func (a *factory) policyText(args []string) (string, error) {
	data, err := a.readBody(args, "The policy")
	text := strings.TrimSpace(data)
	switch {
	case err != nil:
		return "", err
	case len(data) > maxPolicy:
		return "", &usageError{fmt.Errorf("the policy is longer than %d kB", maxPolicy>>10)}
	case text == "":
		return "", &usageError{errors.New("the policy is empty; use --remove to take it away")}
	}
	return text, nil
}

// policySet sets a policy, or takes it away with an empty text.
func (a *factory) policySet(ctx context.Context, o *session, e model.Exam, text string, c change) error {
	now, err := o.policyNow(ctx, e.ID)
	if err != nil {
		return err
	}
	change := model.PolicyChange{ExamID: e.ID, Text: text, Expected: now.version()}
	plan, err := o.Store.PlanPolicy(ctx, change)
	if err != nil {
		return a.policyConflict(err, now)
	}
	switch {
	case now == nil && text == "":
		return model.Errorf(model.CodeNotFound, "%s has no review policy.", e.Name)
	case now != nil && now.Text == text:
		_, err := fmt.Fprintln(a.Out, "The exam has this policy already; nothing to do.")
		return err
	}
	if c.asJSON {
		if err := o.mayWrite(); err != nil && !c.dryRun {
			return err
		}
		out := examChangeJSON{ExamID: e.ID, Changes: []string{"policy: " + policyWord(now) + " → " + cmp.Or(model.Clean(text), "none")}}
		return a.changeExamJSON(c, out, plan.Effects, func() (model.ExamChanged, error) { return o.Store.ChangePolicy(ctx, change) })
	}
	if err := a.sayPolicyChange(e, now, text, plan.Effects); err != nil || c.dryRun {
		return err
	}
	if err := o.mayWrite(); err != nil {
		return err
	}
	if err := a.confirm("Change the review policy?", c.yes); err != nil {
		return err
	}
	done, err := o.Store.ChangePolicy(ctx, change)
	if err != nil {
		return a.policyConflict(err, now)
	}
	return a.saidExam(done, nil)(e)
}

// policyConflict shows both sides of a change of a policy that came too late.
func (a *factory) policyConflict(err error, seen *policyJSON) error {
	var conflict *model.ExamConflictError
	if !errors.As(err, &conflict) {
		return err
	}
	say := func(what string, p *policyJSON) {
		if p == nil {
			_, _ = fmt.Fprintf(a.Err, "%s no policy.\n", what)
			return
		}
		_, _ = fmt.Fprintf(a.Err, "%s %s (by %s, %s)\n", what, model.Clean(p.Text), orNobody(model.Text(p.SetBy)), modified(p.Modified))
	}
	var now *policyJSON
	if p := conflict.Now.Policy; p != nil {
		is := policyOf(*p)
		now = &is
	}
	say("Seen: ", seen)
	say("Now:  ", now)
	return err
}

func policyWord(p *policyJSON) string {
	if p == nil {
		return "none"
	}
	return model.Clean(p.Text)
}

func (a *factory) sayPolicyChange(e model.Exam, now *policyJSON, text string, effects []model.Effect) error {
	p := a.page()
	p.line("%s (exam %d)", e.Name, e.ID)
	if now != nil {
		p.field(2, "now", model.Clean(now.Text))
	}
	p.field(2, "then", cmp.Or(model.Clean(text), "no policy"))
	for _, l := range effectLines(effects) {
		p.text("  - ", l)
	}
	return p.write()
}
