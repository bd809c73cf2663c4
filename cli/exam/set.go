package exam

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/cli/words"
	"examdesk/model"
)

// examFlags are the flags of `exam set`. A pair of flags says yes and no.
type examFlags struct {
	kit.Change
	name, due, backend string
	minutes            int
	noDue              bool
	on                 map[string]*bool
}

// examSwitches are the flags that come in pairs.
func examSwitches() [][3]string {
	return [][3]string{
		{"active", "inactive", "the exam can be taken"},
		{"proctored", "not-proctored", "the exam is proctored"},
		{"practice", "not-practice", "the exam is a practice exam"},
		{"hide-after-due", "show-after-due", "learners cannot look at the exam after its due date"},
	}
}

// NewCmdSet returns the command exam set.
func NewCmdSet(a *kit.Factory) *cobra.Command {
	f := examFlags{on: map[string]*bool{}}
	cmd := &cobra.Command{
		Use:     "set ID",
		Short:   "Change an exam and tell its proctoring service",
		Example: "  examdesk exam set 4 --minutes 120 --due 2026-12-01T16:00:00Z --dry-run\n  examdesk exam set 4 --inactive --yes",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
	}
	f.Flags(cmd)
	f.JSONFlag(cmd, "one JSON object")
	jsonout.Flags(cmd, steps.ExamChangeJSON{})
	f.define(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		id, err := kit.ArgID("exam", args[0])
		if err != nil {
			return err
		}
		return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error {
			c, err := f.read(cmd, o)
			if err != nil {
				return err
			}
			if err := o.Store.May(cmd.Context(), model.DeedSetExam); err != nil {
				return err
			}
			return examSet(cmd.Context(), a, o, id, c, f.Change)
		})
	}
	return cmd
}

func (f *examFlags) define(flags *pflag.FlagSet) {
	flags.StringVar(&f.name, "name", "", "its `NAME`")
	flags.IntVar(&f.minutes, "minutes", 0, "its time limit")
	flags.StringVar(&f.due, "due", "", "its due date, a `TIME` in UTC unless it says otherwise")
	flags.BoolVar(&f.noDue, "no-due", false, "it is never due")
	flags.StringVar(&f.backend, "backend", "", "`NAME` of the proctoring service")
	for _, s := range examSwitches() {
		f.on[s[0]], f.on[s[1]] = flags.Bool(s[0], false, s[2]), flags.Bool(s[1], false, "the opposite of --"+s[0])
	}
}

// read turns the flags into a change.
func (f examFlags) read(cmd *cobra.Command, o *kit.Opened) (c model.ExamEdit, err error) {
	given := cmd.Flags().Changed
	for _, s := range append(examSwitches(), [3]string{"due", "no-due"}) {
		if err := kit.NotBoth(cmd, s[0], s[1]); err != nil {
			return c, err
		}
	}
	if err := f.values(given, &c); err != nil {
		return c, err
	}
	c.SetDue = c.SetDue || f.noDue
	if given("backend") {
		if c.Backend, err = f.service(o); err != nil {
			return c, err
		}
	}
	for flag, to := range map[string]**bool{"active": &c.Active, "proctored": &c.Proctored, "practice": &c.Practice, "hide-after-due": &c.HideAfterDue} {
		*to = f.pair(flag)
	}
	if c == (model.ExamEdit{}) {
		return c, kit.Usagef("say what to change, e.g. --minutes 90")
	}
	return c, nil
}

// values reads the flags that have a value.
func (f examFlags) values(given func(string) bool, c *model.ExamEdit) error {
	if given("name") {
		if strings.TrimSpace(model.Clean(f.name)) == "" {
			return kit.Usagef("--name is empty; an exam needs a name")
		}
		c.Name = &f.name
	}
	if given("minutes") {
		const most = 100 * 24 * 60
		if f.minutes < 1 || f.minutes > most {
			return kit.Usagef("--minutes %d: give 1 to %d", f.minutes, most)
		}
		c.TimeLimitMins = &f.minutes
	}
	if given("due") {
		due, err := kit.ArgTime("--due", f.due)
		if err != nil {
			return err
		}
		c.Due, c.SetDue = &due, true
	}
	return nil
}

// pair is what a pair of flags says, nil if neither is given.
func (f examFlags) pair(flag string) *bool {
	for _, s := range examSwitches() {
		if s[0] == flag && (*f.on[s[0]] || *f.on[s[1]]) {
			return f.on[s[0]]
		}
	}
	return nil
}

func (f examFlags) service(o *kit.Opened) (*string, error) {
	if _, err := kit.OneOf("proctoring service", f.backend, o.Services); err != nil {
		return nil, err
	}
	return &f.backend, nil
}

func examSet(ctx context.Context, a *kit.Factory, o *kit.Opened, id int64, c model.ExamEdit, flags kit.Change) error {
	x, _, err := find.ExamOf(ctx, o, id)
	if err != nil {
		return err
	}
	c.ExamID, c.Expected = id, x.Modified
	plan, err := o.Store.PlanExam(ctx, c)
	if err != nil {
		return examConflict(a, err, x.Exam)
	}
	lines := changesOf(x, c)
	if len(lines) == 0 {
		_, err := fmt.Fprintf(a.Out, "Exam %d is like that already; nothing to do.\n", id)
		return err
	}
	if flags.AsJSON {
		if err := o.MayWrite(); err != nil && !flags.DryRun {
			return err
		}
		out := steps.ExamChangeJSON{ExamID: id, Changes: lines, Notes: examNotes(x, c)}
		return steps.ChangeExamJSON(a, flags, out, plan.Effects, func() (model.ExamChanged, error) { return o.Store.ChangeExam(ctx, c) })
	}
	p := printer.NewPage(a)
	p.Line("Exam %d, %s:", id, x.Name)
	for _, l := range slices.Concat(lines, examNotes(x, c), words.EffectLines(plan.Effects)) {
		p.Bullet("  - ", l)
	}
	if err := p.Flush(); err != nil || flags.DryRun {
		return err
	}
	if err := o.MayWrite(); err != nil {
		return err
	}
	if err := kit.Confirm(a, fmt.Sprintf("Change exam %d?", id), flags.Yes); err != nil {
		return err
	}
	done, err := o.Store.ChangeExam(ctx, c)
	if err != nil {
		return examConflict(a, err, x.Exam)
	}
	return steps.SayChanged(a, done)
}

// examConflict shows both sides of a change that came too late.
func examConflict(a *kit.Factory, err error, seen model.Exam) error {
	var conflict *model.ExamConflictError
	if !errors.As(err, &conflict) {
		return err
	}
	now := conflict.Now
	_, _ = fmt.Fprintf(a.Err, "Seen:  exam %d as it was changed at %s.\nNow:   as it was changed at %s.\n", seen.ID, words.Modified(seen.Modified), words.Modified(now.Exam.Modified))
	for _, l := range differences(seen, now.Exam) {
		_, _ = fmt.Fprintln(a.Err, "  - "+l)
	}
	return err
}

// differences are the settings that somebody changed from one version to another.
func differences(from, to model.Exam) []string {
	name, backend := to.Name.Raw(), to.Backend.Raw()
	return changesOf(find.ListedExam{Exam: from}, model.ExamEdit{
		Name: &name, Active: &to.IsActive, Proctored: &to.IsProctored, Practice: &to.IsPracticeExam, HideAfterDue: &to.HideAfterDue,
		TimeLimitMins: &to.TimeLimitMins, Backend: &backend, Due: to.DueDate, SetDue: true,
	})
}

// changesOf says what would differ.
func changesOf(x find.ListedExam, c model.ExamEdit) []string {
	var out []string
	say := func(what, from, to string) {
		if from != to {
			out = append(out, what+": "+from+" → "+to)
		}
	}
	if c.Name != nil {
		say("name", x.Name.String(), model.Clean(*c.Name))
	}
	if c.TimeLimitMins != nil {
		say("minutes", strconv.Itoa(x.TimeLimitMins), strconv.Itoa(*c.TimeLimitMins))
	}
	if c.SetDue {
		say("due", dueUTC(x.DueDate), dueUTC(c.Due))
	}
	if c.Backend != nil {
		say("service", x.Backend.String(), model.Clean(*c.Backend))
	}
	for _, s := range []struct {
		what string
		from bool
		to   *bool
	}{
		{"active", x.IsActive, c.Active}, {"proctored", x.IsProctored, c.Proctored},
		{"practice", x.IsPracticeExam, c.Practice}, {"hidden after the due date", x.HideAfterDue, c.HideAfterDue},
	} {
		if s.to != nil {
			say(s.what, printer.YesNo(s.from), printer.YesNo(*s.to))
		}
	}
	return out
}

func dueUTC(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04:05 MST")
}

// examNotes are what a careful person would be told of a change.
func examNotes(x find.ListedExam, c model.ExamEdit) []string {
	var out []string
	has := printer.Count(int(x.Attempts), "attempt")
	if c.TimeLimitMins != nil && x.Attempts > 0 {
		out = append(out, "NOTE: attempts that have started keep the time that they started with.")
	}
	if c.Proctored != nil && !*c.Proctored && x.IsProctored && x.Attempts > 0 {
		out = append(out, "NOTE: the exam has "+has+"; reviews that still come for them are refused while it is not proctored.")
	}
	if c.Active != nil && !*c.Active && x.IsActive {
		out = append(out, "NOTE: learners can no longer begin the exam.")
	}
	if c.Backend != nil && *c.Backend != x.Backend.Raw() && x.Attempts > 0 {
		out = append(out, "NOTE: the exam has "+has+" that the former service knows and the new one does not.")
	}
	return out
}
