package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/allowance"
	"examdesk/cli/attempt"
	"examdesk/cli/audit"
	"examdesk/cli/backend"
	"examdesk/cli/desk"
	"examdesk/cli/doctor"
	"examdesk/cli/exam"
	"examdesk/cli/keys"
	"examdesk/cli/kit"
	"examdesk/cli/learner"
	"examdesk/cli/mirror"
	"examdesk/cli/onboarding"
	"examdesk/cli/outbox"
	"examdesk/cli/policy"
	"examdesk/cli/profile"
	"examdesk/cli/report"
	"examdesk/cli/review"
	"examdesk/cli/serve"
	"examdesk/cli/session"
	"examdesk/cli/shell"
	"examdesk/cli/store"
	"examdesk/cli/user"
)

// Env is what the commands need from outside.
type Env = kit.Env

func (p *program) root() *cobra.Command {
	a := p.Setup
	cmd := &cobra.Command{
		Use:   "examdesk",
		Short: "The proctoring desk for Open edX",
		Long: `examdesk is the proctoring desk for Open edX: review staff triage exam attempts and decide them.

Without a command it opens the desk on the profile's store, or on sample data if nothing is configured.`,
		Args:          kit.UsageArgs(cobra.NoArgs),
		SilenceErrors: true, SilenceUsage: true,
		Version:           a.Version,
		PersistentPreRunE: p.prepare,
		RunE:              func(cmd *cobra.Command, _ []string) error { return desk.Run(cmd.Context(), a) },
	}
	cmd.SetVersionTemplate("examdesk {{.Version}}\n")
	a.AddFlags(cmd.PersistentFlags())
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return kit.Usage(kit.NearFlag(cmd, err)) })
	cmd.AddCommand(desk.NewCmdDemo(a, nil), store.NewCmd(a), attempt.NewCmd(a.Factory), review.NewCmd(a.Factory), learner.NewCmd(a.Factory), exam.NewCmd(a.Factory), policy.NewCmd(a.Factory),
		allowance.NewCmd(a.Factory), onboarding.NewCmd(a.Factory), report.NewCmd(a.Factory), profile.NewCmd(a), outbox.NewCmd(a), audit.NewCmd(a.Factory), backend.NewCmd(a), keys.NewCmd(a),
		doctor.NewCmd(a, nil), serve.NewCmd(a, nil), session.NewCmdLogin(a, nil), session.NewCmdLogout(a, nil), session.NewCmdWhoami(a, nil), mirror.NewCmd(a), user.NewCmd(a.Factory), shell.NewCmdCompletion(a.Factory, nil), shell.NewCmdMan(a.Factory, nil), p.versionCmd(), filtersTopic())
	cmd.AddCommand(helpTopics()...)
	cmd.SetHelpCommand(kit.NewCmdHelp(cmd))
	shell.Complete(a, cmd)
	return cmd
}

func (p *program) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  examdesk version",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(p.Out, "examdesk %s\n", p.Version)
			return err
		},
	}
}
