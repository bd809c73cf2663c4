package report

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// StatusOptions holds the options of report status.
type StatusOptions struct{ options }

// NewCmdStatus returns the command report status.
func NewCmdStatus(f *kit.Factory, run func(context.Context, *StatusOptions) error) *cobra.Command {
	if run == nil {
		run = statusRun
	}
	o := &StatusOptions{options{Factory: f}}
	cmd := &cobra.Command{
		Use:     "status --course ID",
		Short:   "Count attempts by status, for each exam of a course",
		Example: "  examdesk report status --course course-v1:NordU+STAT101+2026",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.CSV.Check(cmd); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd, []statusJSON(nil))
	return cmd
}

// statusJSON is one line of `report status`; docs/commands.md describes it.
type statusJSON struct {
	CourseID string       `json:"course_id"`
	ExamID   int64        `json:"exam_id"`
	ExamName string       `json:"exam_name"`
	Kind     string       `json:"kind"`
	Status   string       `json:"status"`
	Attempts int          `json:"attempt_count"`
	Oldest   jsonout.Time `json:"oldest"`
}

func statusRun(ctx context.Context, o *StatusOptions) error {
	return o.with(ctx, func(opened *kit.Opened) error {
		list, err := statuses(ctx, opened, o.Course)
		if err != nil {
			return err
		}
		return o.say(list)
	})
}

// say prints the counts in the form that was asked for.
func (o *StatusOptions) say(list []statusJSON) error {
	now := o.Clock()
	l := printer.Listing[statusJSON]{
		Rows: printer.Each(list), CSV: o.CSV, Head: []string{"EXAM", "NAME", "KIND", "STATUS", "ATTEMPTS", "OLDEST"},
		Cells: func(s statusJSON) []string {
			return []string{strconv.FormatInt(s.ExamID, 10), model.Clean(s.ExamName), s.Kind, model.Clean(s.Status), strconv.Itoa(s.Attempts), printer.Age(now.Sub(time.Time(s.Oldest)))}
		},
	}
	switch {
	case o.AsJSON:
		l.JSON = func(s statusJSON) any { return s }
	case o.CSV.On:
		l.Head = []string{"course_id", "exam_id", "exam_name", "kind", "status", "attempts", "oldest"}
		l.Cells = func(s statusJSON) []string {
			return []string{s.CourseID, strconv.FormatInt(s.ExamID, 10), s.ExamName, s.Kind, s.Status, strconv.Itoa(s.Attempts), csvTime((*time.Time)(&s.Oldest))}
		}
	}
	return printer.WriteList(o.Factory, l)
}

// statuses counts a course's attempts by exam and status, ordered by the exams' ids
// and the life of an attempt.
func statuses(ctx context.Context, o *kit.Opened, course string) ([]statusJSON, error) {
	exams, err := o.Store.CourseExams(ctx, course, false)
	if err != nil {
		return nil, err
	}
	counts, err := o.Store.CourseStatuses(ctx, course)
	if err != nil {
		return nil, err
	}
	byID := map[int64]model.Exam{}
	for _, e := range exams {
		byID[e.ID] = e
	}
	out := make([]statusJSON, 0, len(counts))
	for _, c := range counts {
		e := byID[c.ExamID]
		out = append(out, statusJSON{e.CourseID.Raw(), c.ExamID, e.Name.Raw(), e.Kind(), string(c.Status), c.Count, jsonout.Time(c.Oldest)})
	}
	life := model.AttemptStatuses()
	slices.SortFunc(out, func(x, y statusJSON) int {
		return cmp.Or(cmp.Compare(x.ExamID, y.ExamID),
			cmp.Compare(slices.Index(life, model.AttemptStatus(x.Status)), slices.Index(life, model.AttemptStatus(y.Status))), cmp.Compare(x.Status, y.Status))
	})
	return out, nil
}
