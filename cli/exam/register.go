package exam

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// RegisterOptions holds the options of exam register.
type RegisterOptions struct {
	*kit.Factory
	kit.Change
	Course string
	// File is where the list is; - is standard input.
	File string
}

// NewCmdRegister returns the command exam register.
func NewCmdRegister(f *kit.Factory, run func(context.Context, *RegisterOptions) error) *cobra.Command {
	if run == nil {
		run = registerRun
	}
	o := &RegisterOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "register COURSE --file FILE",
		Short: "Make a course's exams match a list",
		Long: `Makes the exams of a course match a list, as publishing the course does: exams of the list are created or changed, and
active exams of the course that are not in it are deactivated and no longer proctored. An empty list deactivates all.

The list is a JSON array, as edx-proctoring's registration takes it, or as exam list --json prints it. Each exam has
content_id, exam_name, time_limit_mins (minutes), is_proctored, is_practice_exam, is_active and hide_after_due, and may
have due_date (RFC 3339; without it the exam is never due), external_id and backend; what is left out of these two stays
as it is.`,
		Example: "  examdesk exam register course-v1:NordicU+STAT101+2026 --file exams.json --dry-run",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Course = args[0]
			if o.File == "" {
				return kit.Usagef("say which list to register: --file FILE, or --file - for standard input")
			}
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON array", []outcomeJSON(nil))
	cmd.Flags().StringVar(&o.File, "file", "", "`FILE` with the list; - for standard input")
	return cmd
}

func registerRun(ctx context.Context, o *RegisterOptions) error {
	body, err := kit.ReadText(o.Factory, o.File, kit.TextIn{What: kit.InFile(o.File), Limit: maxList})
	if err != nil {
		return err
	}
	list, err := readList(kit.InFile(o.File), o.Course, body)
	if err != nil {
		return err
	}
	return kit.ForDeed(ctx, o.Factory, model.DeedRegisterExams, func(opened *kit.Opened) error {
		r := model.CourseRegistration{Course: o.Course, Exams: list}
		plan, err := opened.Store.PlanRegistration(ctx, r)
		if err != nil {
			return err
		}
		r.Expected = plan.Now
		return register(ctx, o, opened, r, plan)
	})
}

// register carries out a plan, unless the course's exams have changed since.
func register(ctx context.Context, o *RegisterOptions, opened *kit.Opened, r model.CourseRegistration, plan model.RegistrationPlan) error {
	if !o.AsJSON {
		if err := sayRegistration(o.Factory, plan.Exams); err != nil {
			return err
		}
	}
	done := !o.DryRun && len(plan.Exams) > 0
	if done {
		if err := mayChange(o.Factory, opened, o.Change, fmt.Sprintf("Register %s?", model.Counted(len(plan.Exams), "exam"))); err != nil {
			return err
		}
		var err error
		if plan, err = opened.Store.RegisterExams(ctx, r); err != nil {
			return err
		}
	}
	if o.AsJSON {
		out := make([]outcomeJSON, 0, len(plan.Exams))
		for _, x := range plan.Exams {
			out = append(out, jsonOf(x, done))
		}
		return printer.JSON(o.Out, out)
	}
	if !done {
		return nil
	}
	sayUntold(o.Factory, plan.Exams)
	_, err := fmt.Fprintf(o.Out, "Registered: %s.\n", counts(plan.Exams))
	return err
}

func sayRegistration(a *kit.Factory, list []model.ExamOutcome) error {
	p := printer.NewPage(a)
	for _, x := range list {
		sayOutcome(p, x)
	}
	if len(list) == 0 {
		p.Line("The course has no active exams, and the list is empty; nothing to do.")
	} else {
		p.Line("In all: %s.", counts(list))
	}
	return p.Flush()
}

// counts is the number of exams of each kind, in words.
func counts(list []model.ExamOutcome) string {
	n := map[model.ExamVerb]int{}
	for _, x := range list {
		n[x.Verb]++
	}
	return fmt.Sprintf("%d created, %d changed, %d deactivated, %d as they were",
		n[model.ExamCreated], n[model.ExamUpdated], n[model.ExamDeactivated], n[model.ExamUnchanged])
}
