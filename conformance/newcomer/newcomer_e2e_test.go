//go:build e2e

package newcomer

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// free is an address on this machine that nothing listens at.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// TestE2ENewcomer runs the commands of docs/server.md in an empty folder, with a home
// folder in which there is nothing either, and looks at what they print. Only the two
// addresses are other ones.
func TestE2ENewcomer(t *testing.T) {
	bin := os.Getenv("EXAMDESK_BIN")
	if bin == "" {
		t.Fatal("EXAMDESK_BIN names no program; see .ci/e2e")
	}
	blocks := commands(t)
	script := "set -euo pipefail\n"
	for i, b := range blocks {
		script += fmt.Sprintf("echo; echo '== block %d'\n%s", i+1, b)
	}
	script = strings.NewReplacer("127.0.0.1:8080", free(t), "127.0.0.1:8990", free(t)).Replace(script)
	script += "\nkill %1 %2\nwait || true\n"

	dir, home := t.TempDir(), t.TempDir()
	bash := exec.CommandContext(t.Context(), "bash", "-m", "-c", script)
	bash.Dir = dir
	bash.Env = []string{"HOME=" + home, "PATH=" + filepath.Dir(bin) + ":/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"}
	bash.WaitDelay = 10 * time.Second
	out, err := bash.CombinedOutput()
	said := string(out)
	if err != nil {
		t.Fatalf("%v:\n%s\nthe server said:\n%s", err, said, file(t, dir, "serve.log"))
	}
	for _, want := range []string{
		"An empty store is at state.sqlite3",
		"Created exam 1.",
		`"exam_name":"Final exam"`,
		"the LMS accepted the ready callback (302",
		"the LMS accepted the review callback (200",
		"second_review_required",
		"1  lea, Final exam: second_review_required would become rejected",
		"1  is rejected (Suspicious)",
		"A second person",
		"attempt.decide",
		"Signed in at http://",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	for _, never := range []string{"cannot be told", "no credentials for software_secure", "not found", "detail"} {
		if strings.Contains(said, never) {
			t.Errorf("something says %q", never)
		}
	}
	if t.Failed() {
		t.Log(said)
	}
}

func file(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err.Error()
	}
	return string(data)
}
