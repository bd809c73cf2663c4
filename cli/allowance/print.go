package allowance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
	"examdesk/tui/theme"
)

// maxShown is how many lines of a plan, and how many refusals, are printed without
// --all.
const maxShown = 50

// maxText is the width to which the text of an exception is cut.
const maxText = 40

// printPlan prints a plan under a heading for each exam, then the refusals, then the
// totals.
func printPlan(a *kit.Factory, plan model.AllowancePlan, all bool) {
	lines := byExam(plan.Lines)
	hidden := 0
	if !all && len(lines) > maxShown {
		lines, hidden = lines[:maxShown], len(lines)-maxShown
	}
	rows := make([][]string, 0, len(lines))
	for _, l := range lines {
		rows = append(rows, planRow(l))
	}
	last := int64(0)
	for i, row := range printer.Columns(rows) {
		if e := lines[i].Exam; e.ID != last {
			_, _ = fmt.Fprintln(a.Out, examHeading(a, e))
			last = e.ID
		}
		_, _ = fmt.Fprintln(a.Out, row)
	}
	if hidden > 0 {
		_, _ = fmt.Fprintf(a.Out, "and %d more (--all prints them)\n", hidden)
	}
	var refused []model.AllowanceLine
	for _, l := range plan.Lines {
		if l.Verdict == model.AllowanceRefused {
			refused = append(refused, l)
		}
	}
	printRefused(a, "Refused:", refused, func(i int) error { return refused[i].Problem }, all)
	_, _ = fmt.Fprintln(a.Out, planSummary(plan))
}

// byExam returns the lines that are not refused, grouped by exam, in the order in
// which the exams first appear.
func byExam(lines []model.AllowanceLine) []model.AllowanceLine {
	var out []model.AllowanceLine
	at := map[int64]int{}
	for _, l := range lines {
		if l.Verdict == model.AllowanceRefused {
			continue
		}
		if _, seen := at[l.Exam.ID]; !seen {
			at[l.Exam.ID] = len(at)
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b model.AllowanceLine) int { return at[a.Exam.ID] - at[b.Exam.ID] })
	return out
}

// examHeading names the exam and its own due date: an allowance after that helps only
// learners with a later date of their own.
func examHeading(a *kit.Factory, e model.Exam) string {
	due := ""
	if e.DueDate != nil {
		due = ", due " + e.DueDate.UTC().Format("2006-01-02 15:04 UTC")
		if !e.DueDate.After(a.Clock()) {
			due = ", was" + due[1:]
		}
	}
	return fmt.Sprintf("%s (exam %d, %s%s)\n  %s", e.Name, e.ID, model.Counted(e.TimeLimitMins, "minute"), due, e.CourseID)
}

// planRow is one line of a plan: who, what, and what to know about it.
func planRow(l model.AllowanceLine) []string {
	note := ""
	switch {
	case l.NoEffect != "":
		note = "no effect: " + l.NoEffect
	case len(l.Warnings) > 0:
		note = strings.Join(l.Warnings, "; ")
	}
	total := ""
	if l.Minutes > 0 {
		total = fmt.Sprintf("= %d min", l.Minutes)
	}
	return trimRow([]string{"  " + l.Learner.Username.String(), string(l.Verdict), planChange(l), total, note})
}

// trimRow drops empty cells at the end, so that no line ends with blanks.
func trimRow(row []string) []string {
	for len(row) > 0 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}

// planChange shows the present value and the planned one.
func planChange(l model.AllowanceLine) string {
	was, will := allowanceValue(l.Key, l.Now.Value), allowanceValue(l.Key, l.Will)
	switch {
	case l.Verdict == model.AllowanceRemoves:
		return was + " → nothing"
	case l.Verdict == model.AllowanceSame && l.Wish.Remove:
		return "nothing is there"
	case l.Verdict == model.AllowanceChanges:
		return was + " → " + will
	}
	return will
}

// allowanceValue writes a value for a table.
func allowanceValue(key, value model.Text) string {
	text := theme.Cut(value.String(), maxText, "…")
	switch key {
	case model.AllowanceAdditionalTime:
		return "+" + text + " min"
	case model.AllowanceReviewPolicyException:
		return `"` + text + `"`
	}
	return key.String() + ": " + text
}

func printRefused(a *kit.Factory, title string, lines []model.AllowanceLine, problem func(int) error, all bool) {
	if len(lines) == 0 {
		return
	}
	_, _ = fmt.Fprintln(a.Out, title)
	for i, l := range lines {
		if i == maxShown && !all {
			_, _ = fmt.Fprintf(a.Out, "  and %d more\n", len(lines)-i)
			break
		}
		_, _ = fmt.Fprintf(a.Out, "  %s: %s\n", linePlace(l), model.Sentence(problem(i)))
	}
}

// linePlace describes which line is meant.
func linePlace(l model.AllowanceLine) string {
	if l.Wish.Line > 0 {
		return "line " + strconv.Itoa(l.Wish.Line)
	}
	who, exam := l.Learner.Username.String(), l.Exam.Name.String()
	if who == "" {
		who = model.Clean(l.Wish.Learner)
	}
	if exam == "" {
		exam = "exam " + model.Clean(l.Wish.Exam)
	}
	return who + ", " + exam
}

func planSummary(plan model.AllowancePlan) string {
	c := plan.Counts()
	if c.Writes()+c.Refused == 0 {
		return "There is nothing to do."
	}
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{c.New, "new"}, {c.Changes, "to change"}, {c.Removes, "to remove"}, {c.Same, "same already"}, {c.Refused, "refused"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	out := fmt.Sprintf("%s: %s.", model.Counted(len(plan.Lines), "allowance"), strings.Join(parts, ", "))
	if c.NoEffect > 0 {
		out += fmt.Sprintf("\n%d of them will not help the present attempt, only the next one.", c.NoEffect)
	}
	return out
}

// printApplied prints the result of a plan, with each failure.
func printApplied(a *kit.Factory, done model.AllowancesApplied) {
	written, same := 0, 0
	var failed []model.AllowanceLine
	var errs []error
	for _, r := range done.Results {
		switch {
		case r.Line.Verdict == model.AllowanceRefused: // reported earlier
		case r.Err != nil:
			failed, errs = append(failed, r.Line), append(errs, r.Err)
		case r.Written:
			written++
		case r.Line.Writes():
			same++
		}
	}
	printRefused(a, "Not written:", failed, func(i int) error { return errs[i] }, false)
	_, _ = fmt.Fprintf(a.Out, "%s written.\n", model.Counted(written, "allowance"))
	if same > 0 {
		_, _ = fmt.Fprintf(a.Out, "%d had been granted by then.\n", same)
	}
	switch {
	case done.NoUndo != "":
		_, _ = fmt.Fprintln(a.Out, done.NoUndo)
	case done.Batch > 0:
		_, _ = fmt.Fprintf(a.Out, "To undo this: examdesk allowance undo %d\n", done.Batch)
	}
}
