package lmsfile

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each finding that the code can make is in docs/import.md.
func TestFindingsAreDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "import.md"))
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`(?:(?:find|refuse)\((?:Error|Warning|Note), |unfilled\{"[^"]*", |Code: )"([a-z_0-9]+)"`)
	n := 0
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, m := range made.FindAllStringSubmatch(string(source), -1) {
			n++
			if !strings.Contains(string(doc), "`"+m[1]+"`") {
				t.Errorf("%s makes the finding %s, which docs/import.md does not describe", path, m[1])
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d findings were found in the sources", n)
	}
}
