package backend

import (
	"cmp"
	"context"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/backends/simulator"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/model"
)

// MockAttemptsOptions holds the options of backend mock attempts.
type MockAttemptsOptions struct {
	control
	printer.List
}

// NewCmdMockAttempts returns the command backend mock attempts.
func NewCmdMockAttempts(s *setup.Setup, run func(context.Context, *MockAttemptsOptions) error) *cobra.Command {
	if run == nil {
		run = mockAttemptsRun
	}
	o := &MockAttemptsOptions{control: controlOf(s)}
	cmd := &cobra.Command{
		Use:     "attempts --to URL",
		Short:   "List the attempts that a mock service has, the newest first",
		Example: "  examdesk backend mock attempts --to http://127.0.0.1:8990",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.flags(cmd)
	o.Flags(cmd, 50, "most attempts to list; 0 for all", []simulator.Attempt(nil))
	return cmd
}

func mockAttemptsRun(ctx context.Context, o *MockAttemptsOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	var found []simulator.Attempt
	if err := o.ask(ctx, o.mockTo, http.MethodGet, "/control/attempts", nil, &found); err != nil {
		return err
	}
	found = printer.Cut(o.List, found)
	if o.AsJSON {
		return printer.JSON(o.Out, found)
	}
	return mockTable(o.Setup, found)
}

func mockTable(a *setup.Setup, found []simulator.Attempt) error {
	rows := [][]string{{"ATTEMPT", "AGE", "PROTOCOL", "STATUS", "REVIEW", "EXAM", "NAME", "LAST CALLBACK"}}
	for _, at := range found {
		last := "-"
		if n := len(at.Callbacks); n > 0 {
			last = callbackWord(at.Callbacks[n-1])
		}
		rows = append(rows, []string{
			model.Clean(at.ID), printer.Age(a.Clock().Sub(at.Created)), model.Clean(string(at.Protocol)), model.Clean(at.Status), cmp.Or(model.Clean(at.Review), "-"),
			cmp.Or(model.Clean(at.ExamName), "-"), cmp.Or(model.Clean(at.Name), "-"), last,
		})
	}
	return printer.PrintTable(a.Factory, rows)
}

func callbackWord(c simulator.Callback) string {
	if c.Problem != "" {
		return model.Clean(c.Kind + ": " + c.Problem)
	}
	return model.Clean(c.Kind) + " " + strconv.Itoa(c.Status)
}
