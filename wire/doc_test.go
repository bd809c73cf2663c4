package wire

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/api.md")

// TestAPIDoc keeps the table in docs/api.md what the table of operations says.
func TestAPIDoc(t *testing.T) {
	t.Parallel()
	const begin, end = "<!-- operations: go test ./wire -run APIDoc -update -->\n", "<!-- end of operations -->\n"
	path := filepath.Join("..", "docs", "api.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("docs/api.md has no place for the table")
	}
	var b strings.Builder
	b.WriteString("\n| operation | what it does | takes |\n| --- | --- | --- |\n")
	for _, o := range Operations() {
		fmt.Fprintf(&b, "| `%s %s` | %s | %s |\n", o.Method, strings.TrimSuffix(o.Path, "{$}"), strings.ReplaceAll(o.Summary, "|", `\|`), o.takes())
	}
	doc := before + begin + b.String() + "\n" + end + after
	if *update {
		if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if doc != string(data) {
		t.Error("docs/api.md is not what the table says; run go test ./wire -run APIDoc -update")
	}
}

// takes is what it takes to ask, as the table has it.
func (o Op) takes() string {
	switch o.Scope {
	case ForDoers:
		return "`" + string(o.Deed) + "`"
	case ForTeams:
		return "`course.browse`"
	case ForReviewers:
		return "`learner.read`"
	case ForStaff:
		return "staff or superuser"
	case Open:
		return ""
	case ForEveryone:
	}
	return "a token"
}
