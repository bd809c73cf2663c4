package allowance

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
	"examdesk/text"
)

// NewCmd returns the command allowance.
func NewCmd(a *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{Use: "allowance", Short: "Grant learners more time or exceptions, and take that back", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a), NewCmdAdd(a), NewCmdRemove(a), NewCmdImport(a), NewCmdUndo(a), NewCmdHistory(a))
	return cmd
}

// grantFlags are the flags of what changes allowances.
type grantFlags struct {
	kit.Change
	goodOnly, all bool
}

func (g *grantFlags) flags(cmd *cobra.Command, shapes ...any) {
	g.Flags(cmd)
	cmd.Flags().BoolVar(&g.goodOnly, "good-only", false, "do what can be done although something is refused")
	g.JSONFlag(cmd, "one JSON object")
	jsonout.Flags(cmd, append([]any{grantJSON{}}, shapes...)...)
	cmd.Flags().BoolVar(&g.all, "all", false, "print every line of a long plan")
}

// pairFlags name learners and exams, each with each.
type pairFlags struct {
	learners, exams []string
	course          string
}

func (p *pairFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&p.learners, "learner", nil, "usernames or e-mails, separated by commas")
	cmd.Flags().StringSliceVar(&p.exams, "exam", nil, "exams by id, content id or name, separated by commas")
	cmd.Flags().StringVar(&p.course, "course", "", "`ID` of the course in which the exams must be")
}

// wishes asks for the same for each learner at each exam.
func (p *pairFlags) wishes(each model.AllowanceWish) ([]model.AllowanceWish, error) {
	if len(p.learners) == 0 || len(p.exams) == 0 {
		return nil, kit.Usagef("name learners with --learner and exams with --exam")
	}
	var out []model.AllowanceWish
	for _, exam := range p.exams {
		for _, learner := range p.learners {
			each.Learner, each.Exam, each.Course = strings.TrimSpace(learner), strings.TrimSpace(exam), p.course
			out = append(out, each)
		}
	}
	return out, nil
}

// NewCmdAdd returns the command allowance add.
func NewCmdAdd(a *kit.Factory) *cobra.Command {
	var g grantFlags
	var p pairFlags
	var minutes, multiplier, exception string
	cmd := &cobra.Command{
		Use:   "add --learner NAME[,NAME…] --exam EXAM[,EXAM…] (--minutes N | --multiplier X | --exception TEXT)",
		Short: "Grant several learners the same for several exams",
		Long: `Grants each of the learners the same for each of the exams, or changes what they have. It says first what would be
there, how long each exam would be, and where that comes too late because the attempt has started.`,
		Example: "  examdesk allowance add --as r.adeyemi --learner mei_zhang,yuki_sato --exam 2,3 --multiplier 1.5",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			each, err := oneGrant(cmd, minutes, multiplier, exception)
			if err != nil {
				return err
			}
			wishes, err := p.wishes(each)
			if err != nil {
				return err
			}
			return grant(cmd.Context(), a, g, model.AllowanceRequest{Wishes: wishes, What: "add"}, nil)
		},
	}
	g.flags(cmd)
	p.flags(cmd)
	cmd.Flags().StringVar(&minutes, "minutes", "", "`N` minutes more than the exam's limit")
	cmd.Flags().StringVar(&multiplier, "multiplier", "", "`X` times the exam's limit, e.g. 1.5")
	cmd.Flags().StringVar(&exception, "exception", "", "`TEXT` that tells the reviewer of an exception")
	return cmd
}

// oneGrant is what the flags grant: exactly one thing.
func oneGrant(cmd *cobra.Command, minutes, multiplier, exception string) (w model.AllowanceWish, err error) {
	given := 0
	for _, f := range []struct{ flag, value string }{{"minutes", minutes}, {"multiplier", multiplier}, {"exception", exception}} {
		if cmd.Flags().Changed(f.flag) {
			given++
			w.Key, w.Value = allowanceKey(f.flag), strings.TrimSpace(f.value)
		}
	}
	if given != 1 {
		return w, kit.Usagef("give one of --minutes, --multiplier and --exception")
	}
	return w, model.CheckGrant(w.Key, w.Value)
}

// NewCmdRemove returns the command allowance remove.
func NewCmdRemove(a *kit.Factory) *cobra.Command {
	var g grantFlags
	var p pairFlags
	var key string
	cmd := &cobra.Command{
		Use:     "remove --learner NAME[,NAME…] --exam EXAM[,EXAM…] [--key KEY]",
		Short:   "Take away what learners were granted for exams",
		Example: "  examdesk allowance remove --learner mei_zhang --exam 4 --as r.adeyemi --dry-run",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			wishes, err := p.wishes(model.AllowanceWish{Remove: true, Key: allowanceKey(key)})
			if err != nil {
				return err
			}
			return grant(cmd.Context(), a, g, model.AllowanceRequest{Wishes: wishes, What: "remove"}, nil)
		},
	}
	g.flags(cmd)
	p.flags(cmd)
	cmd.Flags().StringVar(&key, "key", "", "take away only this `KEY`: minutes, exception, or a key of edx-proctoring")
	return cmd
}

// NewCmdImport returns the command allowance import.
func NewCmdImport(a *kit.Factory) *cobra.Command {
	var g grantFlags
	var course, encoding string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Grant what a CSV file says, a plan first",
		Long: `Reads a CSV file whose first line names the columns, in any order: learner (or username, email), exam (or exam_id,
content_id, exam_name), course, and minutes, multiplier, exception, or key and value. Cells may be delimited by commas,
semicolons or tabs. The plan is printed and then asked about; the same file again does nothing. FILE may be - for
standard input.`,
		Example: "  examdesk allowance import march.csv --course course-v1:NordicU+STAT101+2026_Autumn --dry-run",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			table, err := readTable(a, args[0], encoding)
			if err != nil {
				return err
			}
			f, err := parseAllowances(table, course)
			if err != nil {
				return err
			}
			if len(f.ignored) > 0 {
				_, _ = fmt.Fprintf(a.Err, "Note: not used are the columns %s.\n", model.Clean(strings.Join(f.ignored, ", ")))
			}
			return grant(cmd.Context(), a, g, model.AllowanceRequest{Wishes: f.wishes, What: "import " + filepath.Base(args[0])}, f.bad)
		},
	}
	g.flags(cmd)
	cmd.Flags().StringVar(&course, "course", "", "`ID` of the course in which the exams must be")
	cmd.Flags().StringVar(&encoding, "encoding", "", "`NAME` of the file's encoding if it is not UTF-8: windows-1252")
	return cmd
}

// NewCmdUndo returns the command allowance undo.
func NewCmdUndo(a *kit.Factory) *cobra.Command {
	var g grantFlags
	cmd := &cobra.Command{
		Use:     "undo [BATCH]",
		Short:   "Take back what was changed together, where nothing changed since; without a number, list what can be taken back",
		Example: "  examdesk allowance undo\n  examdesk allowance undo 17 --as r.adeyemi --dry-run",
		Args:    kit.UsageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error { return batches(cmd.Context(), a, o, g.AsJSON) })
			}
			id, err := kit.ArgID("batch", args[0])
			if err != nil {
				return err
			}
			return kit.ForDeed(cmd.Context(), a, model.DeedUndoGrant, func(o *kit.Opened) error {
				plan, err := o.Store.PlanUndo(cmd.Context(), id)
				if err != nil {
					return err
				}
				return carryOut(cmd.Context(), a, o, g, plan)
			})
		},
	}
	g.flags(cmd, []batchJSON(nil))
	return cmd
}

// grant plans a request, and carries the plan out. bad are lines of a file that
// could not even be looked up.
func grant(ctx context.Context, a *kit.Factory, g grantFlags, r model.AllowanceRequest, bad []model.AllowanceLine) error {
	return kit.ForDeed(ctx, a, r.Deed(), func(o *kit.Opened) error {
		plan, err := o.Store.PlanAllowances(ctx, r)
		if err != nil {
			return err
		}
		plan.Lines = append(plan.Lines, bad...)
		if len(bad) > 0 {
			slices.SortStableFunc(plan.Lines, func(x, y model.AllowanceLine) int { return x.Wish.Line - y.Wish.Line })
		}
		return carryOut(ctx, a, o, g, plan)
	})
}

// carryOut shows a plan, asks, does it, and says what became of it.
func carryOut(ctx context.Context, a *kit.Factory, o *kit.Opened, g grantFlags, plan model.AllowancePlan) error {
	counts := plan.Counts()
	if !g.AsJSON {
		printPlan(a, plan, g.all)
	}
	refused := refusedLines(plan)
	switch {
	case g.DryRun, counts.Writes() == 0, refused != nil && !g.goodOnly:
		if g.AsJSON {
			return errors.Join(printer.JSON(a.Out, planJSON(plan, nil, g.DryRun)), refused)
		}
		return refused
	}
	if err := o.MayWrite(); err != nil {
		return err
	}
	if err := kit.Confirm(a, fmt.Sprintf("Write %s?", model.Counted(counts.Writes(), "allowance")), g.Yes); err != nil {
		return err
	}
	p := printer.NewProgress(a)
	done, err := o.Store.ApplyAllowances(ctx, plan, func(done, total int) {
		if total > longPlan {
			p.Show(int64(done), int64(total), "allowances written")
		}
	})
	p.Done()
	if err != nil {
		return err
	}
	if g.AsJSON {
		return errors.Join(printer.JSON(a.Out, planJSON(plan, &done, false)), failedResults(done))
	}
	printApplied(a, done)
	return failedResults(done)
}

// longPlan is from how many lines on progress is shown.
const longPlan = 1000

// refusedLines is the error of a plan of which something is refused.
func refusedLines(plan model.AllowancePlan) error {
	n, code := 0, model.Code("")
	for _, l := range plan.Lines {
		if l.Verdict == model.AllowanceRefused {
			n, code = n+1, commonCode(code, model.CodeOf(l.Problem))
		}
	}
	if n == 0 {
		return nil
	}
	if plan.Counts().Writes() == 0 {
		return model.Errorf(code, "%d of %d are refused, and there is nothing else to write.", n, len(plan.Lines))
	}
	return model.Errorf(code, "%d of %d are refused. Correct them; or add --good-only to write the others.", n, len(plan.Lines))
}

// failedResults is the error of what was not written as planned.
func failedResults(done model.AllowancesApplied) error {
	n, code := 0, model.Code("")
	for _, r := range done.Results {
		if r.Err != nil {
			n, code = n+1, commonCode(code, model.CodeOf(r.Err))
		}
	}
	if n == 0 {
		return nil
	}
	return model.Errorf(code, "%d of %d were not written; the others are done.", n, len(done.Results))
}

// commonCode is the code of several failures: theirs if it is the same.
func commonCode(a, b model.Code) model.Code {
	if a == "" || a == b {
		return b
	}
	return model.CodeInternal
}

// maxCSV is the largest file that is read, in bytes.
const maxCSV = 10 << 20

// readTable reads a CSV file.
func readTable(a *kit.Factory, path, encoding string) (string, error) {
	t, err := tableIn(path, encoding)
	if err != nil {
		return "", err
	}
	return kit.ReadText(a, path, t)
}

// tableIn is how a CSV file is read.
func tableIn(path, encoding string) (kit.TextIn, error) {
	e, err := text.ParseEncoding(encoding)
	return kit.TextIn{
		What: kit.InFile(path), Limit: maxCSV, Encoding: e,
		Remedy: "Save it as CSV (UTF-8), or add --encoding windows-1252 if it is that.",
	}, err
}
