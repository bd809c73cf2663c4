package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/keys.md is made from the bindings, so that it tells what the keys do.
// go test ./tui -run KeysDoc -update writes it.
func TestKeysDoc(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "keys.md")
	got := keysDoc(newKeymap())
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("docs/keys.md is not what the keys do (-file +keys):\n%s", diff)
	}
}

func keysDoc(k *keymap) string {
	var b strings.Builder
	b.WriteString("# Keys\n\nMade from the program's own table. `ctrl-c` closes what is open; in the list or an attempt it quits, and asks\nfirst if decisions are held; a second one then quits and keeps them in the journal.\n")
	for _, place := range []struct {
		spot  spot
		title string
	}{
		{inList, "List"}, {inAttempt, "Attempt"}, {inDecision, "Decision"}, {inReason, "Reason"}, {inConflict, "Conflict"},
		{inFound, "Decision of an earlier session"}, {inQuit, "Quitting"}, {inPrompt, "Filter"}, {inSearch, "Find learner"},
		{inCourses, "Course"}, {inPalette, "Command"},
		{inExams, "Exams"}, {inExam, "Exam"}, {inPolicy, "Review policy"}, {inOnboarding, "Onboarding"}, {inBackends, "Backends"}, {inBackend, "Backend"}, {inLooking, "Narrowing exams, learners or backends"}, {inAsking, "Question"}, {inHelp, "Help"},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n| key | |\n| --- | --- |\n", place.title)
		for _, binding := range k.at(place.spot) {
			keys := make([]string, 0, len(binding.keys))
			for _, name := range binding.keys {
				keys = append(keys, "`"+strings.ReplaceAll(strings.ReplaceAll(name, " ", "space"), "+", "-")+"`")
			}
			fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(keys, " "), binding.help)
		}
	}
	return b.String()
}
