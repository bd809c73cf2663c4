package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/allowance"
	"examdesk/cli/attempt"
	"examdesk/cli/audit"
	"examdesk/cli/exam"
	"examdesk/cli/kit"
	"examdesk/cli/learner"
	"examdesk/cli/onboarding"
	"examdesk/cli/policy"
	"examdesk/cli/printer"
	"examdesk/cli/report"
	"examdesk/cli/review"
	"examdesk/guard"
	"examdesk/model"
)

// Env is what the commands take from the outside.
type Env = kit.Env

// program is one run of examdesk.
type program struct {
	*app
	// answer is what the JSON that a command prints goes through, nil if it is
	// printed as it is.
	answer io.WriteCloser
}

// Main runs examdesk with the arguments of the process and returns its exit
// status: 0 done, 1 failed, 2 usage, 3 conflict, 4 denied, 5 not found,
// 6 store or backend unreachable, 130 interrupted.
func Main(version string) int {
	withoutCore()
	// What libraries remark, net/http above all, would tear the desk's picture,
	// and part of it comes from outside. What matters is returned as an error.
	log.SetOutput(io.Discard)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // whoever asks twice does not wait any longer
	env := kit.Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Clock: time.Now, Version: version,
		IsTerminal: kit.IsTerminal(os.Stdin) && kit.IsTerminal(os.Stdout), TakesSecrets: true,
	}
	return Run(ctx, os.Args[1:], env)
}

// Run runs one command and prints its error, if any, as one sentence.
func Run(ctx context.Context, args []string, env kit.Env) int {
	// A reader that leaves, as head does, is noticed by the error of a write, and
	// does not end a command that has something to finish.
	pipes := make(chan os.Signal, 1)
	signal.Notify(pipes, syscall.SIGPIPE)
	defer signal.Stop(pipes)
	out := &kit.Sink{Out: env.Out}
	env.Out, env.Err = out, &kit.Sink{Out: env.Err}
	p := &program{app: newApp(env, ctx.Done())}
	if err := kit.CheckArgs(args); err != nil {
		_, _ = fmt.Fprintf(env.Err, "examdesk: %s\n", model.Sentence(err))
		return model.ExitCode(err)
	}
	cmd := p.root()
	cmd.SetArgs(excludingLast(args))
	cmd.SetIn(env.In)
	cmd.SetOut(env.Out)
	cmd.SetErr(env.Err)
	err := asUsage(cmd.ExecuteContext(context.WithValue(ctx, kit.TallyKey{}, p.Did)))
	cut := p.answered()
	if err == nil {
		return wholeOutput(cmp.Or(out.Problem(), cut), env.Err)
	}
	_, _ = io.WriteString(env.Err, guard.Traces(err))
	if ctx.Err() != nil {
		_, _ = fmt.Fprintf(env.Err, "examdesk: %s\n", model.Clean(p.Did.Interrupted()))
		return model.ExitCode(kit.ErrNotReached())
	}
	var ended *kit.ExitError
	if errors.As(err, &ended) {
		return ended.Status
	}
	var usage *kit.UsageError
	if errors.As(err, &usage) {
		_, _ = fmt.Fprintf(env.Err, "examdesk: %s\n", model.Clean(usage.Error()))
		return 2
	}
	_, _ = fmt.Fprintf(env.Err, "examdesk: %s\n%s", model.Sentence(err), printer.FilterPlace(err))
	return model.ExitCode(err)
}

// wholeOutput is the exit status of a command that did its work: 1 if what it
// printed could not be written, as on a full disk.
func wholeOutput(problem error, to io.Writer) int {
	if problem == nil {
		return 0
	}
	_, _ = fmt.Fprintf(to, "examdesk: The output is not whole: %s. What the command changed stays changed.\n", model.Clean(problem.Error()))
	return 1
}

// excludingLast puts the parts of a filter that exclude something, as in
// -status:verified, behind the flags: they are none, though they look it. What is
// the value of a flag stays with it.
func excludingLast(args []string) []string {
	exclusion := regexp.MustCompile(`^-[a-z_]+:`)
	var rest, excluding []string
	for i, arg := range args {
		if arg == "--" {
			rest = append(rest, args[i:]...)
			return append(rest, excluding...)
		}
		if exclusion.MatchString(arg) && (i == 0 || !slices.Contains([]string{"--filter", "--reason", "--name"}, args[i-1])) {
			excluding = append(excluding, arg)
		} else {
			rest = append(rest, arg)
		}
	}
	if len(excluding) == 0 {
		return rest
	}
	return append(append(rest, "--"), excluding...)
}

func (p *program) root() *cobra.Command {
	a := p.app
	cmd := &cobra.Command{
		Use:   "examdesk",
		Short: "The proctoring desk for Open edX",
		Long: `examdesk is the proctoring desk for Open edX: review staff triage exam attempts and decide them.

Without a command it opens the desk on the store of the profile, or on sample data when nothing is configured.`,
		Args:          kit.UsageArgs(cobra.NoArgs),
		SilenceErrors: true, SilenceUsage: true,
		Version:           a.Version,
		PersistentPreRunE: p.prepare,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.runDesk(cmd.Context()) },
	}
	cmd.SetVersionTemplate("examdesk {{.Version}}\n")
	a.addFlags(cmd.PersistentFlags())
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return kit.Usage(kit.NearFlag(cmd, err)) })
	cmd.AddCommand(a.demoCmd(), a.storeCmd(), attempt.NewCmd(a.Factory), review.NewCmd(a.Factory), learner.NewCmd(a.Factory), exam.NewCmd(a.Factory), policy.NewCmd(a.Factory),
		allowance.NewCmd(a.Factory), onboarding.NewCmd(a.Factory), report.NewCmd(a.Factory), a.profileCmd(), a.outboxCmd(), audit.NewCmd(a.Factory), a.backendCmd(), a.keysCmd(),
		a.doctorCmd(), a.completionCmd(), a.manCmd(), p.versionCmd(), filtersTopic())
	cmd.AddCommand(helpTopics()...)
	a.complete(cmd)
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
