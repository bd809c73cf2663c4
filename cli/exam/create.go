package exam

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// CreateOptions holds the options of exam create.
type CreateOptions struct {
	*kit.Factory
	kit.Change
	Exam model.Exam
}

// NewCmdCreate returns the command exam create.
func NewCmdCreate(f *kit.Factory, run func(context.Context, *CreateOptions) error) *cobra.Command {
	if run == nil {
		run = createRun
	}
	o := &CreateOptions{Factory: f}
	var flags examFlags
	var externalID string
	cmd := &cobra.Command{
		Use:   "create COURSE BLOCK",
		Short: "Create the exam of a course's block and tell its proctoring service",
		Long: `Creates an exam: COURSE is the course's key, BLOCK the id of the exam's block in the course (content_id). Without other
flags the exam is proctored, active and never due, at the default proctoring service. Where an LMS publishes the
course, it sets the exam again as the course says.`,
		Example: "  examdesk exam create course-v1:NordicU+STAT101+2026 block-v1:NordicU+STAT101+2026+type@sequential+block@final --name 'Final exam' --minutes 120 --dry-run",
		Args:    kit.UsageArgs(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			exam, err := flags.newExam(cmd, args[0], args[1])
			if err != nil {
				return err
			}
			exam.ExternalID = model.Text(externalID)
			o.Exam = exam
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON object", outcomeJSON{})
	flags.define(cmd.Flags())
	cmd.Flags().StringVar(&externalID, "external-id", "", "the proctoring service's `ID` of the exam")
	return cmd
}

// newExam is the exam that the flags describe.
func (f *examFlags) newExam(cmd *cobra.Command, course, content string) (model.Exam, error) {
	exam := model.Exam{CourseID: model.Text(course), ContentID: model.Text(content), IsProctored: true, IsActive: true}
	for _, flag := range []string{"name", "minutes"} {
		if !cmd.Flags().Changed(flag) {
			return exam, kit.Usagef("say --%s; a new exam needs --name and --minutes", flag)
		}
	}
	edit, err := f.read(cmd)
	if err == nil {
		exam, err = edit.Apply(exam)
	}
	return exam, err
}

func createRun(ctx context.Context, o *CreateOptions) error {
	return kit.ForDeed(ctx, o.Factory, model.DeedCreateExam, func(opened *kit.Opened) error {
		if b := o.Exam.Backend; b != "" {
			if _, err := kit.OneOf("proctoring service", b.Raw(), opened.Services); err != nil {
				return err
			}
		}
		plan, err := opened.Store.PlanNewExam(ctx, o.Exam)
		if err != nil {
			return err
		}
		if !o.AsJSON {
			p := printer.NewPage(o.Factory)
			sayOutcome(p, plan)
			if err := p.Flush(); err != nil {
				return err
			}
		}
		if o.DryRun {
			return o.planned(plan)
		}
		if err := mayChange(o.Factory, opened, o.Change, "Create this exam?"); err != nil {
			return err
		}
		done, err := opened.Store.CreateExam(ctx, o.Exam)
		if err != nil {
			return err
		}
		if o.AsJSON {
			return printer.JSON(o.Out, jsonOf(done, true))
		}
		sayUntold(o.Factory, []model.ExamOutcome{done})
		_, err = fmt.Fprintf(o.Out, "Created exam %d.\n", done.After.ID)
		return err
	})
}

func (o *CreateOptions) planned(plan model.ExamOutcome) error {
	if !o.AsJSON {
		return nil
	}
	return printer.JSON(o.Out, jsonOf(plan, false))
}
