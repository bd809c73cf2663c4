package report

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
)

// options are what every report is asked for.
type options struct {
	*kit.Factory
	Course string
	CSV    printer.CsvFlags
	AsJSON bool
}

// flags adds those of every report. shape is what its JSON is a list of.
func (o *options) flags(cmd *cobra.Command, shape any) {
	cmd.Flags().StringVar(&o.Course, "course", "", "`ID` of the course")
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, shape)
	o.CSV.Flags(cmd, ", for a spreadsheet")
}

// with opens the store of a course that has exams.
func (o *options) with(ctx context.Context, f func(*kit.Opened) error) error {
	if o.Course == "" {
		return kit.Usagef("name the course with --course ID")
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		exams, err := opened.Store.CourseExams(ctx, o.Course, false)
		if err != nil {
			return err
		}
		if len(exams) == 0 {
			return find.NoCourse(o.Course)
		}
		return f(opened)
	})
}

func csvTime(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
