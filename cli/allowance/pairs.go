package allowance

import (
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// Pairs combines each learner with each exam.
type Pairs struct {
	Learners, Exams []string
	// Course is the course of the exams; empty for any.
	Course string
}

func (p *Pairs) flags(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&p.Learners, "learner", nil, "usernames or e-mails, separated by commas")
	cmd.Flags().StringSliceVar(&p.Exams, "exam", nil, "exams by id, content id or name, separated by commas")
	cmd.Flags().StringVar(&p.Course, "course", "", "`ID` of the course in which the exams must be")
}

// wishes asks for the same for each learner at each exam.
func (p *Pairs) wishes(each model.AllowanceWish) ([]model.AllowanceWish, error) {
	if len(p.Learners) == 0 || len(p.Exams) == 0 {
		return nil, kit.Usagef("name learners with --learner and exams with --exam")
	}
	var out []model.AllowanceWish
	for _, exam := range p.Exams {
		for _, learner := range p.Learners {
			each.Learner, each.Exam, each.Course = strings.TrimSpace(learner), strings.TrimSpace(exam), p.Course
			out = append(out, each)
		}
	}
	return out, nil
}
