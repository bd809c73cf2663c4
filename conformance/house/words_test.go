package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// wordings are what a native speaker would not write, with what to write
// instead. Help texts are string literals of the sources, so .go covers them.
var wordings = []struct {
	// hints are texts of which a line must have one before the pattern, which is
	// slow, is tried.
	hints   []string
	pattern *regexp.Regexp
	instead string
}{
	{[]string{" no "}, regexp.MustCompile(`\b(is|are|was|were|be|being) no ("|` + "`" + `|%|[a-z])`), `"is not a …"`},
	{[]string{" none"}, regexp.MustCompile(`\b(which|that|this|it|whose name|what) (is|are) none\b`), `"is not one", "is not valid"`},
	{[]string{" none of"}, regexp.MustCompile(`\b(is|are) none of\b`), `"is not one of"`},
	{[]string{"tells ", "says "}, regexp.MustCompile(`\b(tells|says) whether\b`), `"reports whether"`},
	{[]string{"tells ", "says "}, regexp.MustCompile(`// \w+ (tells|says) (that|if|when|which|what|how|why|where|the|a|an)\b`), `"reports whether", "returns", "is"`},
	{[]string{" be had"}, regexp.MustCompile(`\bbe had\b`), `"cannot be read", "is available"`},
	{[]string{"anew"}, regexp.MustCompile(`\banew\b`), `"again"`},
	{[]string{" away"}, regexp.MustCompile(`\b(taken|takes|take|taking|took) (it |them |that )?away\b`), `"removed"`},
	{[]string{"in vain"}, regexp.MustCompile(`\bin vain\b`), `"without success"`},
	{[]string{"of no kind"}, regexp.MustCompile(`\bof no kind\b`), `"not one of"`},
	{[]string{"has it that"}, regexp.MustCompile(`\bhas it that\b`), `"says that"`},
	{[]string{"told "}, regexp.MustCompile(`\b(is|are|was|were) told (of|what)\b`), `"is notified of", "receives"`},
	{[]string{"whose it is"}, regexp.MustCompile(`\bwhose it is\b`), `"its owner"`},
	{[]string{"any more"}, regexp.MustCompile(`\bnot any more\b`), `"no longer"`},
	{[]string{"bears "}, regexp.MustCompile(`\bbears (the|a|an|one|its|\[)`), `"has"`},
	{[]string{" goes on with "}, regexp.MustCompile(`\battempt (that )?goes on with\b`), `"continues"`},
	{[]string{" go together"}, regexp.MustCompile(`\bdo not go together\b`), `"cannot be combined"`},
	{[]string{"be taken back as one", "in the place of"}, regexp.MustCompile(`\b(be taken back as one|a new value in the place of)\b`), `"be undone as a whole", "replace the value of"`},
	{[]string{" are what "}, regexp.MustCompile(`// \w+options are what \b`), `"holds the options of"`},
	{[]string{"nobody's"}, regexp.MustCompile(`\b(is|are) nobody's\b`), `"no one's"`},
}

// existence is how a sentence ends in which "no" means that something is absent.
var existence = regexp.MustCompile(`(?i)\bthere(?:'s)?( (can|may|must|will|would|might|should|has to|need not))?\s*$`)

// comparison follows "is no" in right English.
var comparison = regexp.MustCompile(`(?i)^(longer|more|less|such|other|one|matter|earlier|newer|older|better|worse|later|further|greater|larger|smaller|wider|use|wonder|way|telling|reason to)\b`)

// roomsRead are the rooms whose words are held to the wordings.
var roomsRead = []string{
	"README.md", "CONTRIBUTING.md", "docs/", "model/", "backends/", "journal/", "keys/", "client/", "text/", "files/", "guard/", "store/", "conformance/",
	"config/", "tui/", "engine/", "outbox/", "cli/",
}

// roomsUnread are what quotes the wordings.
var roomsUnread = regexp.MustCompile(`^conformance/house/words`)

// TestWords refuses the wordings in sources, documents and scripts.
func TestWords(t *testing.T) {
	t.Parallel()
	allowed, used := allowedLines(t), map[string]bool{}
	read := 0
	for _, ending := range []string{".go", ".md", ".txtar"} {
		for name, text := range words(t, ending) {
			if roomsUnread.MatchString(name) || !slices.ContainsFunc(roomsRead, func(room string) bool { return strings.HasPrefix(name, room) }) {
				continue
			}
			read++
			lines := strings.Split(text, "\n")
			for i, line := range lines {
				before := ""
				if i > 0 {
					before = lines[i-1]
				}
				problem := badWording(before, line)
				if problem == "" {
					continue
				}
				key := name + ":" + strings.TrimSpace(line)
				if used[key] = true; !allowed[key] {
					t.Errorf("%s:%d: %s\n\t%s", name, i+1, problem, strings.TrimSpace(line))
				}
			}
		}
	}
	for key := range allowed {
		if !used[key] {
			t.Errorf("words-allowed.txt allows a line that is not there, or needs no allowing: %s", key)
		}
	}
	if read < 300 {
		t.Errorf("only %d files were read", read)
	}
}

// badWording returns what is wrong with a line, "" if nothing is. A sentence
// may begin on the line before.
func badWording(before, line string) string {
	lower := strings.ToLower(line)
	for i, w := range wordings {
		if !slices.ContainsFunc(w.hints, func(hint string) bool { return strings.Contains(lower, hint) }) {
			continue
		}
		for _, at := range w.pattern.FindAllStringIndex(lower, -1) {
			if i == 0 && (existence.MatchString(lead(before, lower[:at[0]])) || comparison.MatchString(afterNo(lower[at[0]:]))) {
				continue
			}
			return fmt.Sprintf("%q: write %s", lower[at[0]:at[1]], w.instead)
		}
	}
	return ""
}

// lead is what comes before a place in a line, with the line before it if the
// place is where a comment's line begins.
func lead(before, line string) string {
	if strings.Trim(line, " \t/*|-") == "" {
		return strings.TrimRight(before, " ")
	}
	return strings.TrimRight(line, " ")
}

// afterNo is what follows the "no" of "is no".
func afterNo(s string) string {
	_, rest, _ := strings.Cut(s, " no ")
	return rest
}

// words reads the module's files with an ending, those of testdata as well if
// they are scripts.
func words(t *testing.T, ending string) map[string]string {
	t.Helper()
	if ending != ".txtar" {
		return files(t, ending)
	}
	return scripts(t)
}

// allowedLines reads the lines that are right English although a pattern finds
// them, as file:exact text.
func allowedLines(t *testing.T) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("words-allowed.txt")
	if err != nil {
		t.Fatal(err)
	}
	allowed := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			allowed[line] = true
		}
	}
	return allowed
}

// TestWordingsAreFound makes sure that each pattern finds what it is for, and
// leaves right English alone.
func TestWordingsAreFound(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"// IsX tells whether it is there.", "// x says whether it is there.", "// Cut tells that more is there.", `"%q is no status; use done."`,
		"the value is no %s", "a service that is none of ours", "an address which is none", "a passphrase cannot be had", "open it anew",
		"it was taken away", "take it away", "what is there in vain", "the platform is told of it", "it is not any more",
		"The error bears [CodeInvalid].", "the attempt goes on with another", "--a and --b do not go together", "// ListOptions are what attempt list is asked for.", "files that are no settings", "is that of\n// a kind that was no day",
	} {
		before, line, two := strings.Cut(bad, "\n")
		if !two {
			before, line = "", bad
		}
		if badWording(before, line) == "" {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{
		"There is no attempt 12.", "there are no exams", "it is no longer there", "// IsX reports whether it is there.", "if there is none",
		"which one is right", "there can be no answer", "// what there\n// is no place for", "it is no more than a page", "There is no such row.",
	} {
		before, line, two := strings.Cut(good, "\n")
		if !two {
			before, line = "", good
		}
		if problem := badWording(before, line); problem != "" {
			t.Errorf("%q is refused: %s", good, problem)
		}
	}
}

// scripts reads the scripts of commands, which lie in testdata.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(top), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".txtar"):
			return nil
		}
		data, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
		found[name] = string(data)
		return err
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("%d scripts, %v", len(found), err)
	}
	return found
}
