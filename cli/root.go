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
	"examdesk/cli/report"
	"examdesk/cli/review"
	"examdesk/config"
	"examdesk/guard"
	"examdesk/model"
)

// Env is what the commands take from the outside.
type Env = kit.Env

// app carries the global flags of one run.
type app struct {
	*kit.Factory
	flags config.Flags
	theme string
	// answer is what the JSON that a command prints goes through, nil if it is
	// printed as it is.
	answer io.WriteCloser
}

// newApp is the app of one run.
func newApp(env kit.Env, ended <-chan struct{}) *app {
	a := &app{Factory: &kit.Factory{Env: env, Ended: ended, Did: &kit.Tally{}}}
	a.OpenStore = func(ctx context.Context) (*kit.Opened, error) {
		o, err := a.openNamed(ctx)
		if err != nil {
			return nil, err
		}
		return o.Opened, nil
	}
	return a
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
		IsTerminal: isTerminal(os.Stdin) && isTerminal(os.Stdout), TakesSecrets: true,
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
	a := newApp(env, ctx.Done())
	if err := kit.CheckArgs(args); err != nil {
		_, _ = fmt.Fprintf(env.Err, "examdesk: %s\n", model.Sentence(err))
		return model.ExitCode(err)
	}
	cmd := a.root()
	cmd.SetArgs(excludingLast(args))
	cmd.SetIn(env.In)
	cmd.SetOut(env.Out)
	cmd.SetErr(env.Err)
	err := asUsage(cmd.ExecuteContext(context.WithValue(ctx, kit.TallyKey{}, a.Did)))
	cut := a.answered()
	if err == nil {
		return wholeOutput(cmp.Or(out.Problem(), cut), env.Err)
	}
	_, _ = io.WriteString(env.Err, guard.Traces(err))
	if ctx.Err() != nil {
		_, _ = fmt.Fprintf(env.Err, "examdesk: %s\n", model.Clean(a.Did.Interrupted()))
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
	_, _ = fmt.Fprintf(env.Err, "examdesk: %s\n%s", model.Sentence(err), filterPlace(err))
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

func (a *app) root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "examdesk",
		Short: "The proctoring desk for Open edX",
		Long: `examdesk is the proctoring desk for Open edX: review staff triage exam attempts and decide them.

Without a command it opens the desk on the store of the profile, or on sample data when nothing is configured.`,
		Args:          kit.UsageArgs(cobra.NoArgs),
		SilenceErrors: true, SilenceUsage: true,
		Version:           a.Version,
		PersistentPreRunE: a.prepare,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.runDesk(cmd.Context()) },
	}
	cmd.SetVersionTemplate("examdesk {{.Version}}\n")
	flags := cmd.PersistentFlags()
	flags.StringVar(&a.flags.File, "config", "", "configuration `FILE` (default "+usualConfigShown()+")")
	flags.StringVar(&a.flags.Profile, "profile", "", "`NAME` of the profile in the configuration")
	flags.StringVar(&a.flags.Store, "store", "", "the store's `URL`, e.g. sqlite:PATH")
	flags.StringVar(&a.flags.As, "as", "", "`USERNAME` of who decides")
	flags.BoolVar(&a.flags.ReadOnly, "read-only", false, "change nothing")
	flags.StringVar(&a.flags.Rules, "rules", "", "`RELEASE` of edx-proctoring whose rules are followed, e.g. 5.2.0 (default "+model.LatestRules().Release+" and later)")
	flags.StringVar(&a.theme, "theme", "", "`COLOURS` of the desk: dark, light or none (default by the terminal)")
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return kit.Usage(kit.NearFlag(cmd, err)) })
	cmd.AddCommand(a.demoCmd(), a.storeCmd(), attempt.NewCmd(a.Factory), review.NewCmd(a.Factory), learner.NewCmd(a.Factory), exam.NewCmd(a.Factory), policy.NewCmd(a.Factory),
		allowance.NewCmd(a.Factory), onboarding.NewCmd(a.Factory), report.NewCmd(a.Factory), a.profileCmd(), a.outboxCmd(), audit.NewCmd(a.Factory), a.backendCmd(), a.keysCmd(),
		a.doctorCmd(), a.completionCmd(), a.manCmd(), a.versionCmd(), filtersTopic())
	cmd.AddCommand(helpTopics()...)
	a.completions(cmd)
	a.valueCompletions(cmd)
	return cmd
}

// usualConfigShown is the usual configuration as the help names it.
func usualConfigShown() string {
	path, err := config.UsualPath()
	if err != nil {
		return "$XDG_CONFIG_HOME/examdesk/examdesk.yml"
	}
	return path
}

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  examdesk version",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(a.Out, "examdesk %s\n", a.Version)
			return err
		},
	}
}
