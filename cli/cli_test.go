package cli_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/store/storetest"

	"github.com/rogpeppe/go-internal/testscript"

	"examdesk/cli"
)

// TestMain lets the scripts run examdesk as a program of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"examdesk": func() {
		env := cli.Env{
			In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Version: "test", WorkFactor: 1,
			Clock: func() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) },
		}
		check := checkedBySchema(os.Args[1:], env.Out)
		if check == nil {
			os.Exit(cli.Run(context.Background(), os.Args[1:], env))
		}
		env.Out = check
		os.Exit(check.end(cli.Run(context.Background(), os.Args[1:], env)))
	}, "xdg-open": browse})
}

// The commands as scripts and people use them: what they print, and how they
// end. Each script has a home of its own and, as edx.sqlite3, the database that
// edx-proctoring wrote.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"} {
				env.Setenv(name, filepath.Join(env.WorkDir, ".home", name))
			}
			env.Values[platformKey{}] = &platform{}
			env.Values[lmsKey{}] = &atLMS{}
			return storetest.Write(filepath.Join(env.WorkDir, "edx.sqlite3"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"truncate": truncate, "exits": exits, "first_code": firstCode, "sql": sqlCmd,
			"platform": platformStarts, "platform_answers": platformAnswers, "platform_got": platformGot, "former": former, "many_bad": manyBad,
			"held": held, "spoil": spoil, "hot": hot, "lms": lms,
		},
	})
}

// sqlCmd changes a store as no command does: sql FILE STATEMENT.
func sqlCmd(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(errors.Join(err, db.Close()))
}

// truncate cuts a file to its first half.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()/2))
}

// manyBad writes a file of allowances for learners who do not exist.
func manyBad(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("learner,exam,minutes\n"+strings.Repeat("nobody,2,5\n", n)), 0o600))
}

// firstCode sets CODE to the attempt code of the first attempt that was printed
// as JSON.
func firstCode(ts *testscript.TestScript, _ bool, _ []string) {
	var list []struct {
		Code string `json:"attempt_code"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &list))
	if len(list) == 0 {
		ts.Fatalf("no attempt was listed")
	}
	ts.Setenv("CODE", list[0].Code)
}

// exits runs a command and checks its exit status: exits 5 examdesk …
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want := args[0]
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = exitStatus(err)
	}
	if got != want {
		ts.Fatalf("ended with %s, want %s", got, want)
	}
}

// exitStatus reads the status out of the error of a program that ended badly.
func exitStatus(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}
