package exam

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/cli/words"
	"examdesk/model"
)

// ViewOptions holds the options of exam view.
type ViewOptions struct {
	*kit.Factory
	ID     string
	AsJSON bool
}

// NewCmdView returns the command exam view.
func NewCmdView(f *kit.Factory, run func(context.Context, *ViewOptions) error) *cobra.Command {
	if run == nil {
		run = viewRun
	}
	o := &ViewOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "view ID",
		Short:   "Show an exam with its review policy and proctoring service",
		Example: "  examdesk exam view 4",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.ID = args[0]
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, viewJSON{})
	return cmd
}

func viewRun(ctx context.Context, o *ViewOptions) error {
	id, err := kit.ArgID("exam", o.ID)
	if err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		x, policy, err := find.ExamOf(ctx, opened, id)
		if err != nil {
			return err
		}
		c, err := printer.ClockOf(o.Factory, "")
		if err != nil {
			return err
		}
		if o.AsJSON {
			return printer.JSON(o.Out, viewJSON{x.JSON(), policy})
		}
		return sayExam(o.Factory, x, policy, c)
	})
}

// viewJSON is `exam view --json`.
type viewJSON struct {
	find.ExamListedJSON
	Policy *vocab.PolicyJSON `json:"policy"`
}

func sayExam(a *kit.Factory, x find.ListedExam, policy *vocab.PolicyJSON, c printer.Clock) error {
	p := printer.NewPage(a)
	p.Line("Exam %d: %s%s", x.ID, x.Name, words.Inactive(x.Exam))
	p.Line("")
	p.Field(2, "course", x.CourseID.String())
	p.Field(2, "block", x.ContentID.String())
	p.Field(2, "kind", x.Kind())
	p.Field(2, "time", model.Counted(x.TimeLimitMins, "minute"))
	p.Field(2, "due", dueWords(x.Due, c))
	p.Field(2, "past due", map[bool]string{true: "the exam is hidden", false: "the exam can be looked at"}[x.HideAfterDue])
	p.Field(2, "active", printer.YesNo(x.IsActive))
	p.Field(2, "service", x.ServiceWords())
	if x.Gone {
		p.Field(2, "", "No service with this name is configured under PROCTORING_BACKENDS; its reviews are read like those of a REST service.")
	}
	p.Field(2, "service id", x.ExternalID.String())
	p.Field(2, "attempts", strconv.FormatInt(x.Attempts, 10))
	p.Field(2, "changed", c.AtAgo(x.Modified))
	if policy != nil {
		p.Field(2, "policy", model.Clean(fmt.Sprintf("%s (by %s, %s)", policy.Text, words.OrNobody(model.Text(policy.SetBy)), c.At(time.Time(policy.Modified)))))
	}
	return p.Flush()
}

func dueWords(due *time.Time, c printer.Clock) string {
	if due == nil {
		return "never"
	}
	return c.AtAgo(*due)
}
