package policy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/cli/vocab"
	"examdesk/cli/words"
	"examdesk/model"
)

// maxPolicy is the length of the longest accepted review policy, in bytes.
const maxPolicy = 64 << 10

// SetOptions holds the options of policy set.
type SetOptions struct {
	*kit.Factory
	kit.Change
	// Exam is the id of an exam.
	Exam string
	// Files has the file with the policy; standard input if it is empty or -.
	Files  []string
	Remove bool
}

// NewCmdSet returns the command policy set.
func NewCmdSet(f *kit.Factory, run func(context.Context, *SetOptions) error) *cobra.Command {
	if run == nil {
		run = setRun
	}
	o := &SetOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "set EXAM [FILE|-] | set EXAM --remove",
		Short:   "Set an exam's review policy from a file or standard input, or remove it",
		Example: "  examdesk policy set 4 policy.txt --as r.adeyemi --dry-run\n  examdesk policy set 4 --remove --as r.adeyemi",
		Long:    "Sets the instructions to an exam's reviewers. The former policy is archived; see policy history.",
		Args:    kit.UsageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Exam, o.Files = args[0], args[1:]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON object", steps.ExamChangeJSON{})
	cmd.Flags().BoolVar(&o.Remove, "remove", false, "take the policy away")
	return cmd
}

func setRun(ctx context.Context, o *SetOptions) error {
	if o.Remove && len(o.Files) > 0 {
		return kit.Usagef("give a file, or --remove")
	}
	text := ""
	if !o.Remove {
		var err error
		if text, err = policyText(o.Factory, o.Files); err != nil {
			return err
		}
	}
	keep := func(f func(*kit.Opened) error) error { return kit.ForDeed(ctx, o.Factory, model.DeedSetPolicy, f) }
	return ofExam(ctx, o.Exam, keep, func(opened *kit.Opened, e model.Exam) error { return set(ctx, o, opened, e, text) })
}

// policyText reads a policy. An empty text is taken for a mistake.
func policyText(a *kit.Factory, args []string) (string, error) {
	data, err := kit.ReadBody(a, args, "The policy")
	text := strings.TrimSpace(data)
	switch {
	case err != nil:
		return "", err
	case len(data) > maxPolicy:
		return "", kit.Usagef("the policy is longer than %d kB; shorten it", maxPolicy>>10)
	case text == "":
		return "", kit.Usagef("the policy is empty; use --remove to remove it")
	}
	return text, nil
}

// set gives an exam a policy, or removes it with an empty text, unless it has changed
// since the plan was made.
func set(ctx context.Context, o *SetOptions, opened *kit.Opened, e model.Exam, text string) error {
	now, err := find.PolicyNow(ctx, opened, e.ID)
	if err != nil {
		return err
	}
	c := model.PolicyChange{ExamID: e.ID, Text: text, Expected: now.Version()}
	plan, err := opened.Store.PlanPolicy(ctx, c)
	if err != nil {
		return policyConflict(o.Factory, err, now)
	}
	if now == nil && text == "" {
		return noPolicy(e)
	}
	change := steps.ExamChange{
		ExamID: e.ID, Same: "The exam already has this policy; nothing to do.", Effects: plan.Effects,
		Say:      func() error { return sayPolicyChange(o.Factory, e, now, text, plan.Effects) },
		Question: "Change the review policy?",
		Do: func() (model.ExamChanged, error) {
			done, err := opened.Store.ChangePolicy(ctx, c)
			return done, policyConflict(o.Factory, err, now)
		},
	}
	if now == nil || now.Text != text {
		change.Changes = []string{"policy: " + policyWord(now) + " → " + cmp.Or(model.Clean(text), "none")}
	}
	return change.Run(o.Factory, opened, o.Change)
}

// policyConflict shows both versions when a change of a policy came too late.
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
