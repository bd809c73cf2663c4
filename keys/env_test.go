package keys

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A program that is started does not inherit a secret, and who needs it has it.
func TestTakeEnv(t *testing.T) {
	const name = "EXAMDESK_TEST_TAKEN"
	t.Setenv(name, "synthetic-do-not-use")
	TakeEnv(name, "EXAMDESK_TEST_NOT_THERE")
	if _, ok := os.LookupEnv(name); ok {
		t.Error("it is still in the environment")
	}
	out, err := exec.CommandContext(t.Context(), "env").Output()
	if err != nil || strings.Contains(string(out), "synthetic-do-not-use") {
		t.Errorf("a program inherits it: %v", err)
	}
	secret, from, err := New(Options{Store: KindPlain, Dir: t.TempDir()}).Resolve(t.Context(), "env:"+name)
	if err != nil || from != "env" || secret.Reveal() != "synthetic-do-not-use" {
		t.Errorf("%v, %v", from, err)
	}
}
