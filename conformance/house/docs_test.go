package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// top is the module's folder as seen from the test.
const top = "../.."

// files reads the module's files with an ending.
func files(t *testing.T, ending string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(top), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ending) {
			return nil
		}
		data, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
		found[name] = string(data)
		return err
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("%d files that end in %s, %v", len(found), ending, err)
	}
	return found
}

var (
	fence   = regexp.MustCompile("(?ms)^ *(```|~~~).*?^ *(```|~~~)$")
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	code    = regexp.MustCompile("`[^`\n]*`")
)

// TestLinks follows every link between the documents, to the heading.
func TestLinks(t *testing.T) {
	t.Parallel()
	documents := files(t, ".md")
	followed := 0
	for name, text := range documents {
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(fence.ReplaceAllString(text, ""), ""), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			followed++
			if problem := follow(documents, name, m[1]); problem != "" {
				t.Errorf("%s: the link %s %s", name, m[1], problem)
			}
		}
	}
	if followed < 50 {
		t.Errorf("only %d links were found", followed)
	}
}

// follow returns what is wrong with a link, "" if it leads somewhere.
func follow(documents map[string]string, from, to string) string {
	file, anchor, _ := strings.Cut(to, "#")
	at := from
	if file != "" {
		at = path.Join(path.Dir(from), file)
	}
	if _, err := os.Stat(filepath.Join(top, filepath.FromSlash(at))); err != nil {
		return "leads to no file"
	}
	if anchor == "" {
		return ""
	}
	for _, h := range heading.FindAllStringSubmatch(fence.ReplaceAllString(documents[at], ""), -1) {
		if slug(h[1]) == anchor {
			return ""
		}
	}
	return "leads to no heading"
}

// slug is a heading's anchor, as GitHub makes it.
func slug(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, strings.ReplaceAll(heading, "`", ""))
}

var mention = regexp.MustCompile(`docs/[a-z0-9/_-]+\.(?:md|txt|json|svg|png)`)

// TestMentions finds the documents that the sources, the Makefile and other
// documents name.
func TestMentions(t *testing.T) {
	t.Parallel()
	found := 0
	for _, ending := range []string{".go", ".md", "Makefile", ".yml"} {
		for name, text := range files(t, ending) {
			for _, m := range mention.FindAllString(text, -1) {
				found++
				if _, err := os.Stat(filepath.Join(top, m)); err != nil {
					t.Errorf("%s names %s, which is not there", name, m)
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d names of documents were found", found)
	}
}

var record = regexp.MustCompile(`^# (\d{4}): (.+)\n\nStatus: (accepted, \d{4}-\d\d-\d\d|changed by \[\d{4}\]\([a-z0-9-]+\.md\), \d{4}-\d\d-\d\d)\n`)

// TestDecisions holds each record to its form and to the index.
func TestDecisions(t *testing.T) {
	t.Parallel()
	documents := files(t, ".md")
	index := documents["docs/decisions/README.md"]
	rows := 0
	for name, text := range documents {
		base := path.Base(name)
		if path.Dir(name) != "docs/decisions" || base == "README.md" {
			continue
		}
		rows++
		m := record.FindStringSubmatch(text)
		if m == nil || !strings.HasPrefix(base, m[1]+"-") {
			t.Errorf("%s must begin with %q and a line such as %q", name, "# "+base[:4]+": What was decided", "Status: accepted, 2026-11-28")
			continue
		}
		if row := fmt.Sprintf("| [%s](%s) | %s | %s |\n", m[1], base, m[2], m[3]); !strings.Contains(index, row) {
			t.Errorf("docs/decisions/README.md lacks the row\n%s", row)
		}
	}
	if n := strings.Count(index, "\n| ["); n != rows {
		t.Errorf("the index has %d rows for %d records", n, rows)
	}
}
