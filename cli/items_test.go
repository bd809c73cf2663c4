package cli

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/tui/theme"
)

// The plan and the list of names can be read on a narrow terminal: nothing is
// cut, no word is broken, and no line is longer than it is wide.
func TestItemsAreReadAt80(t *testing.T) {
	home := keysHome(t, "secrets: {store: plain}\n")
	sample, err := filepath.Abs(filepath.Join("..", "keys", "lmsfile", "testdata", "lms.yml"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(sample)) // paths are as long as where the tests are run
	run := func(columns string, args ...string) string {
		t.Setenv("COLUMNS", columns)
		var out, errs bytes.Buffer
		Run(t.Context(), append([]string{"--config", home}, args...), kit.Env{In: strings.NewReader(""), Out: &out, Err: &errs, Clock: time.Now})
		return out.String()
	}
	same := func(args ...string) string {
		wide, narrow := run("", args...), run("80", args...)
		if words := strings.Fields(wide); len(words) < 20 || !slices.Equal(words, strings.Fields(narrow)) {
			t.Errorf("%v: other words than on a wide terminal:\n%s\n%s", args, wide, narrow)
		}
		for _, line := range strings.Split(narrow, "\n") {
			if theme.Width(line) > 80 && !strings.Contains(line, filepath.Dir(home)) {
				t.Errorf("%v: %d columns: %s", args, theme.Width(line), line)
			}
		}
		return narrow
	}
	plan := same("keys", "import", "lms.yml", "--dry-run")
	if !strings.Contains(plan, "\n  PROCTORING_BACKENDS.software_secure.crypto_key\n      keyring:examdesk/default/software_secure/crypto_key  new  ") {
		t.Errorf("a setting is not on a line of its own:\n%s", plan)
	}
	run("", "keys", "import", "lms.yml", "--yes")
	same("keys", "list")
}
