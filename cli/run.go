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
	"syscall"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/guard"
	"examdesk/model"
)

// asUsage turns an error about a flag into an error of usage.
func asUsage(err error) error {
	var flag *config.FlagError
	if errors.As(err, &flag) {
		return kit.Usage(flag.Err)
	}
	return err
}

// Main runs examdesk with the arguments of the process and returns its exit
// status: 0 done, 1 failed, 2 usage, 3 conflict, 4 denied, 5 not found,
// 6 store or backend unreachable, 130 interrupted.
func Main(version string) int {
	withoutCore()
	// What libraries log, above all net/http, would disturb the desk's screen, and
	// part of it comes from outside. What matters is returned as an error.
	log.SetOutput(io.Discard)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends it at once
	env := kit.Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Clock: time.Now, Version: version,
		IsTerminal: kit.IsTerminal(os.Stdin) && kit.IsTerminal(os.Stdout), TakesSecrets: true,
	}
	return Run(ctx, os.Args[1:], env)
}

// Run runs one command and prints its error, if any, as one sentence.
func Run(ctx context.Context, args []string, env kit.Env) int {
	// A reader that leaves, as head does, shows as a write error and does not end a
	// command that still has work to finish.
	pipes := make(chan os.Signal, 1)
	signal.Notify(pipes, syscall.SIGPIPE)
	defer signal.Stop(pipes)
	out := &kit.Sink{Out: env.Out}
	env.Out, env.Err = out, &kit.Sink{Out: env.Err}
	p := &program{Setup: setup.New(env, ctx.Done())}
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

// wholeOutput returns the exit status of a command that did its work: 1 if its output
// could not be written, as on a full disk.
func wholeOutput(problem error, to io.Writer) int {
	if problem == nil {
		return 0
	}
	_, _ = fmt.Fprintf(to, "examdesk: The output is incomplete: %s. What the command changed stays changed.\n", model.Clean(problem.Error()))
	return 1
}
