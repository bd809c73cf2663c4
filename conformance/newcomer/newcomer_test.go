package newcomer

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

const section = "## From an empty folder to the first decision\n"

// commands returns the blocks of shell commands in the section of docs/server.md.
func commands(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("../../docs/server.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(data), section)
	if !found {
		t.Fatalf("docs/server.md has no section %q", section)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	var out []string
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// The commands are found, and each thing that the document leads through is among them.
func TestCommands(t *testing.T) {
	t.Parallel()
	blocks := commands(t)
	all := strings.Join(blocks, "")
	if len(blocks) < 7 {
		t.Errorf("only %d blocks of commands", len(blocks))
	}
	for _, want := range []string{
		"store create", "user add", "backend mock", "keys set", "examdesk serve", "exam create", "serve app add", "oauth2/access_token",
		"mock ready", "mock review", "attempt review 1 --outcome suspicious --as ops --yes",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no command has %q", want)
		}
	}
}
