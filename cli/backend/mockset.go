package backend

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/simulator"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/model"
)

// MockFaultOptions holds the options of backend mock fault.
type MockFaultOptions struct {
	control
	// Break sets the fault; otherwise it is said how the mock is broken.
	Break bool
	simulator.FaultSetting
}

// NewCmdMockFault returns the command backend mock fault.
func NewCmdMockFault(s *setup.Setup, run func(context.Context, *MockFaultOptions) error) *cobra.Command {
	if run == nil {
		run = mockFaultRun
	}
	o := &MockFaultOptions{control: controlOf(s)}
	cmd := &cobra.Command{
		Use:     "fault [FAULT] --to URL",
		Short:   "Break a mock service on purpose, or show how it is broken",
		Example: "  examdesk backend mock fault wrong-secret --to http://127.0.0.1:8990\n  examdesk backend mock fault none --to http://127.0.0.1:8990",
		Long:    "Breaks a mock service, or repairs it with the fault none; without FAULT it shows how the service is broken.\n\nFAULT is none or one of " + mockWords(simulator.Faults()) + ".\nENDPOINT is all or one of " + mockWords(simulator.Endpoints()) + ".",
		Args:    kit.UsageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.Break = len(args) == 1; o.Break {
				o.Fault = args[0]
			}
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.Endpoint, "endpoint", "all", "`ENDPOINT` that is broken")
	cmd.Flags().StringVar(&o.Skew, "skew", "", "how wrong the clock is, a `DURATION` such as 10m or -2h")
	cmd.ValidArgsFunction = kit.FirstWord(append([]string{"none"}, kit.Texts(simulator.Faults())...)...)
	// It fails only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc("endpoint", kit.Words(append([]string{"all"}, kit.Texts(simulator.Endpoints())...)...))
	return cmd
}

func mockFaultRun(ctx context.Context, o *MockFaultOptions) error {
	method, in := http.MethodGet, any(nil)
	if o.Break {
		method, in = http.MethodPost, o.FaultSetting
	}
	var now []simulator.FaultSetting
	if err := o.ask(ctx, o.mockTo, method, "/control/fault", in, &now); err != nil {
		return err
	}
	rows := [][]string{{"ENDPOINT", "FAULT"}}
	for _, e := range now {
		rows = append(rows, []string{model.Clean(e.Endpoint), model.Clean(e.Fault)})
	}
	return printer.PrintTable(o.Factory, rows)
}

// MockOnboardingOptions holds the options of backend mock onboarding.
type MockOnboardingOptions struct {
	control
	simulator.Profile
}

// NewCmdMockOnboarding returns the command backend mock onboarding.
func NewCmdMockOnboarding(s *setup.Setup, run func(context.Context, *MockOnboardingOptions) error) *cobra.Command {
	if run == nil {
		run = mockOnboardingRun
	}
	o := &MockOnboardingOptions{control: controlOf(s)}
	cmd := &cobra.Command{
		Use:     "onboarding --to URL",
		Short:   "Refuse learners without onboarding, or set where a learner stands",
		Example: "  examdesk backend mock onboarding --to http://127.0.0.1:8990",
		Long: "Sets the reason for which attempts are refused, for one learner or for all. REFUSAL is none or one of " + mockWords(simulator.Refusals()) +
			".\nSTATUS is one of " + mockWords(simulator.ProfileStatuses()) + ".",
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.UserID, "user", "", "the learner's `ID` at the service; all without it")
	cmd.Flags().StringVar(&o.Refusal, "refuse", "none", "`REFUSAL` with which attempts are refused")
	cmd.Flags().StringVar(&o.Status, "status", "", "`STATUS` of the learner's profile")
	return cmd
}

func mockOnboardingRun(ctx context.Context, o *MockOnboardingOptions) error {
	if o.Refusal == "none" {
		o.Refusal = ""
	}
	var now simulator.Profile
	if err := o.ask(ctx, o.mockTo, http.MethodPost, "/control/onboarding", o.Profile, &now); err != nil {
		return err
	}
	_, err := fmt.Fprintf(o.Out, "%s: attempts are refused with %s; the profile's status is %s.\n", cmp.Or(model.Clean(now.UserID), "All learners"),
		cmp.Or(model.Clean(now.Refusal), "nothing"), cmp.Or(model.Clean(now.Status), "what the attempts say"))
	return err
}

func mockWords[T ~string](words []T) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}
