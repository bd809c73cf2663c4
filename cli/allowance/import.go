package allowance

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
	"examdesk/text"
)

// ImportOptions holds the options of allowance import.
type ImportOptions struct {
	GrantOptions
	// File is a CSV file, or - for standard input.
	File string
	// Course is the course of the exams; empty for any.
	Course string
	// Encoding is the file's encoding; empty for UTF-8.
	Encoding string
}

// NewCmdImport returns the command allowance import.
func NewCmdImport(f *kit.Factory, run func(context.Context, *ImportOptions) error) *cobra.Command {
	if run == nil {
		run = importRun
	}
	o := &ImportOptions{GrantOptions: GrantOptions{Factory: f}}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Grant the allowances in a CSV file, after showing a plan",
		Long: `Reads a CSV file whose first line names the columns, in any order: learner (or username, email), exam (or exam_id,
content_id, exam_name), course, and minutes, multiplier, exception, or key and value. Cells may be delimited by commas,
semicolons or tabs. The command prints the plan and then asks; importing the same file again changes nothing. FILE may be
- for standard input.`,
		Example: "  examdesk allowance import march.csv --course course-v1:NordicU+STAT101+2026_Autumn --dry-run",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.File = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.Course, "course", "", "`ID` of the course in which the exams must be")
	cmd.Flags().StringVar(&o.Encoding, "encoding", "", "`NAME` of the file's encoding if it is not UTF-8: windows-1252")
	return cmd
}

func importRun(ctx context.Context, o *ImportOptions) error {
	table, err := readTable(o.Factory, o.File, o.Encoding)
	if err != nil {
		return err
	}
	f, err := parseAllowances(table, o.Course)
	if err != nil {
		return err
	}
	if len(f.ignored) > 0 {
		_, _ = fmt.Fprintf(o.Err, "Note: these columns are not used: %s.\n", model.Clean(strings.Join(f.ignored, ", ")))
	}
	return o.grant(ctx, model.AllowanceRequest{Wishes: f.wishes, What: "import " + filepath.Base(o.File)}, f.bad)
}

// maxCSV is the size of the largest file that is read, in bytes.
const maxCSV = 10 << 20

// readTable reads a CSV file.
func readTable(a *kit.Factory, path, encoding string) (string, error) {
	t, err := tableIn(path, encoding)
	if err != nil {
		return "", err
	}
	return kit.ReadText(a, path, t)
}

// tableIn describes how to read a CSV file.
func tableIn(path, encoding string) (kit.TextIn, error) {
	e, err := text.ParseEncoding(encoding)
	return kit.TextIn{
		What: kit.InFile(path), Limit: maxCSV, Encoding: e,
		Remedy: "Save it as CSV (UTF-8), or add --encoding windows-1252 if it is that.",
	}, err
}
