//go:build e2e

package desks

import (
	"bytes"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"examdesk/store/sample"
)

// agreeing are commands with the status that they end with. ATTEMPT, EXAM, COURSE and
// LEARNER stand for what the store holds.
var agreeing = map[string]int{
	"attempt list --json":                 0,
	"attempt list section:needs-decision": 0,
	"attempt list course:COURSE status:submitted,verified !age:>1d --newest":         0,
	"attempt list review:suspicous":                                                  2,
	"attempt list (status:error":                                                     2,
	"attempt view ATTEMPT":                                                           0,
	"attempt view ATTEMPT --json":                                                    0,
	"attempt view 999999999":                                                         5,
	"attempt review ATTEMPT --outcome clean --dry-run --json":                        0,
	"attempt review 999999999 --outcome clean --dry-run":                             5,
	"attempt review ATTEMPT --outcome fine --dry-run":                                2,
	"attempt delete ATTEMPT --dry-run --json":                                        0,
	"attempt set-status verified ATTEMPT --dry-run --json":                           0,
	"attempt set-status nonsense ATTEMPT --dry-run":                                  2,
	"exam list --json":                                                               0,
	"exam list --course nowhere":                                                     5,
	"exam view EXAM --json":                                                          0,
	"exam view 999999999":                                                            5,
	"exam set EXAM --minutes 99 --dry-run":                                           0,
	"policy set EXAM --remove --dry-run":                                             5,
	"allowance list --json":                                                          0,
	"allowance history --exam EXAM --json":                                           0,
	"allowance add --learner LEARNER --exam EXAM --minutes 10 --dry-run":             0,
	"allowance add --learner nobody.there --exam EXAM --minutes 10 --dry-run --json": 5,
	"allowance undo 4711 --dry-run":                                                  5,
	"learner find LEARNER --json":                                                    0,
	"learner view LEARNER":                                                           0,
	"learner view LEARNER --json":                                                    0,
	"learner view no.such.learner":                                                   5,
	"learner retire LEARNER --dry-run":                                               4,
	"onboarding list --course nowhere":                                               5,
	"report status --course COURSE --json":                                           0,
	"report violations --course COURSE --json":                                       0,
	"review held --json":                                                             0,
	"outbox list --json":                                                             0,
	"audit list --json":                                                              0,
	"audit verify --json":                                                            0,
}

// TestE2ECommandsAgree has commands say the same, and end the same, on a file and by way
// of the server that serves it.
func TestE2ECommandsAgree(t *testing.T) {
	s := start(t, 600)
	p := s.person(t)
	file := []string{"--store", s.store, "--as", sample.DemoReviewer}
	said := func(args ...string) string { return strings.Trim(p.run(t, "", append(args, file...)...), "\"\n") }
	names := strings.NewReplacer(
		"ATTEMPT", said("attempt", "list", "section:needs-decision", "--limit", "1", "--json", "--jq", ".[0].id"),
		"EXAM", said("exam", "list", "--json", "--jq", ".[0].id"),
		"COURSE", said("exam", "list", "--json", "--jq", ".[0].course_id"),
		"LEARNER", said("attempt", "list", "section:needs-decision", "--limit", "1", "--json", "--jq", ".[0].user.username"),
	)
	for line, want := range agreeing {
		args := strings.Fields(names.Replace(line))
		here, there := p.try(t, append(slices.Clone(args), file...)...), p.try(t, append(slices.Clone(args), "--profile", "work")...)
		if here.status != want {
			t.Errorf("%s ends with %d, not %d: %s", line, here.status, want, here.err)
		}
		if here != there {
			t.Errorf("%s differs.\non the file (%d): %s%s\nat the server (%d): %s%s", line, here.status, here.out, here.err, there.status, there.out, there.err)
		}
	}
}

// ran is what a command said, and how it ended.
type ran struct {
	status   int
	out, err string
}

func (p *person) try(t *testing.T, args ...string) ran {
	t.Helper()
	return p.in(t, "", args...)
}

// in is try with standard input.
func (p *person) in(t *testing.T, in string, args ...string) ran {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), p.bin, args...)
	var out, said bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.env, strings.NewReader(in), &out, &said
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), out.String(), said.String()}
}
