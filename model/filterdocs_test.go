package model

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// What docs/filters.md shows can be typed, and every part is in it.
func TestFilterDocs(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../docs/filters.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	var shown []string
	for _, line := range strings.Split(doc, "\n") {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| `") {
			for _, found := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[0], -1) {
				shown = append(shown, found[1])
			}
		}
		if strings.HasPrefix(line, "    ") && strings.Contains(line, ":") && !strings.ContainsAny(line, "$;^") && !strings.Contains(line, "examdesk") && !strings.Contains(line, "submited") {
			shown = append(shown, strings.TrimSpace(line))
		}
	}
	if len(shown) < 30 {
		t.Fatalf("only %d examples were found", len(shown))
	}
	for _, s := range shown {
		if _, err := ParseFilter(s); err != nil {
			t.Errorf("docs/filters.md shows %s: %v", s, err)
		}
	}
	for _, k := range FilterKeys() {
		if !strings.Contains(doc, "| `"+k.Name+":") && !strings.Contains(doc, ", `"+k.Name+":") {
			t.Errorf("docs/filters.md does not have %s:", k.Name)
		}
	}
}
