package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"examdesk/conformance/counts"
)

// suites count what became of everything that was compared, by suite.
var suites = struct { //nolint:gochecknoglobals // all tests of the package add to it
	sync.Mutex
	of map[string]counts.Counts
}{of: map[string]counts.Counts{}}

// count adds to a suite's counts.
func count(suite string, c counts.Counts) {
	suites.Lock()
	defer suites.Unlock()
	suites.of[suite] = suites.of[suite].Add(c)
}

// TestMain prints one line over all of the package's comparisons, or, where a folder
// is named for counts, reports them there: then the line over all suites is printed at the end.
func TestMain(m *testing.M) {
	code := m.Run()
	var total counts.Counts
	for suite, c := range suites.of {
		total = total.Add(c)
		if err := counts.Report(suite, c); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	if counts.Folder() == "" && len(suites.of) > 0 {
		fmt.Println(total.Line())
	}
	os.Exit(code)
}

// settle takes one difference out of a comparison, and reports whether it was
// there. Whatever else differs still does.
type settle func(tr *transcript, want, ours *replayed) bool

// settlers are the matchers of onpurpose.txt.
func settlers() map[string]settle {
	return map[string]settle{
		"error-leaves-nothing": func(tr *transcript, want, ours *replayed) bool {
			if tr.Raises == nil || tr.Replay.Atomic == nil || ours.Refused == "" {
				return false
			}
			undone := *tr
			undone.After = nil
			want.Rows = expectedRows(&undone)
			return true
		},
		"refused-not-failed": func(tr *transcript, want, ours *replayed) bool {
			if tr.Raises == nil || ours.Refused == "" || want.Refused != tr.Raises.Class {
				return false // a refusal of edx-proctoring's own has a word of ours
			}
			want.Refused = ours.Refused
			return true
		},
		"saved-once-more": func(tr *transcript, want, _ *replayed) bool {
			const history = "proctoring_proctoredexamhistory"
			rows := want.Rows[history]
			if !tr.sendsANumber() || len(rows) == 0 || rows[len(rows)-1]["history_type"] != "~" {
				return false
			}
			want.Rows = maps.Clone(want.Rows)
			want.Rows[history] = rows[:len(rows)-1]
			return true
		},
		"removal-asked-again": func(tr *transcript, want, ours *replayed) bool {
			some := false
			for _, c := range tr.BackendCalls {
				if c.Method == "remove_exam_attempt" && c.Raises != nil {
					some = skipped(c.On, want, ours) || some
				}
			}
			if some {
				return true
			}
			for _, c := range tr.BackendCalls {
				if c.Method != "remove_exam_attempt" || c.Raises == nil && c.Returns != false {
					continue
				}
				at := slices.Index(ours.Backend, backendCall(c))
				if at >= 0 && slices.Contains(ours.Backend[at+1:], ours.Backend[at]) {
					again := at + 1 + slices.Index(ours.Backend[at+1:], ours.Backend[at])
					ours.Backend = slices.Delete(slices.Clone(ours.Backend), again, again+1)
					return true
				}
			}
			return false
		},
	}
}

// skipped takes the removals that a service was not asked for there, since one had
// just failed, and reports whether there were any.
func skipped(service string, want, ours *replayed) bool {
	kept := slices.DeleteFunc(slices.Clone(ours.Backend), func(c string) bool {
		return strings.HasPrefix(c, service+" remove_exam_attempt ") && !slices.Contains(want.Backend, c)
	})
	some := len(kept) < len(ours.Backend)
	ours.Backend = kept
	return some
}

// sendsANumber reports whether a request creates an exam whose external id is a
// number: the original compares it with the text that the service answers, finds
// them different, and saves the exam again as it is.
func (tr *transcript) sendsANumber() bool {
	if !strings.HasSuffix(tr.Route, "proctored_exam.exam") || tr.Request.Method != "POST" {
		return false
	}
	_, is := tr.body()["external_id"].(json.Number)
	return is
}

// onlyLive are the kinds that no recording has; conformance/http matches them.
var onlyLive = []string{"inactive-refused", "own-course"} //nolint:gochecknoglobals // a list

// onPurpose are the kinds of onpurpose.txt, in its order.
func onPurpose(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("onpurpose.txt")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "|")
		if len(parts) != 3 {
			t.Fatalf("onpurpose.txt: %q has not three parts", line)
		}
		names = append(names, strings.TrimSpace(parts[0]))
		record := strings.TrimSpace(parts[1])
		if found, err := filepath.Glob("../docs/decisions/" + record + "-*.md"); err != nil || len(found) != 1 {
			t.Errorf("onpurpose.txt: %s names the decision %s, which is not there", names[len(names)-1], record)
		}
	}
	return names
}

// compared is what became of a comparison: how it differs, empty if it does not,
// and the kinds on purpose that it took.
func compared(t *testing.T, tr *transcript, want, ours replayed) (diff string, kinds []string) {
	t.Helper()
	if diff = cmp.Diff(want, ours); diff == "" {
		return "", nil
	}
	known := settlers()
	for _, name := range onPurpose(t) {
		w, o := want, ours
		if slices.Contains(onlyLive, name) {
			continue
		}
		if known[name](tr, &w, &o) && cmp.Diff(w, o) != cmp.Diff(want, ours) {
			want, ours, kinds = w, o, append(kinds, name)
		}
	}
	return cmp.Diff(want, ours), kinds
}

// The list and the matchers are the same kinds, twelve at most.
func TestOnPurposeIsListed(t *testing.T) {
	t.Parallel()
	listed := slices.DeleteFunc(onPurpose(t), func(name string) bool { return slices.Contains(onlyLive, name) })
	slices.Sort(listed)
	if have := slices.Sorted(maps.Keys(settlers())); !slices.Equal(listed, have) || len(listed)+len(onlyLive) > 12 {
		t.Errorf("listed %v, matched %v", listed, have)
	}
}

// numbered is a request for an exam whose external id is a number.
func numbered() (tr transcript) {
	tr.Route, tr.Request.Method, tr.Request.Body = "edx_proctoring:proctored_exam.exam", "POST", `{"external_id": 5}`
	return tr
}

// Each kind takes a case of its own and nothing else: with another difference
// beside it the case fails.
func TestOnPurposeMatchesNothingElse(t *testing.T) {
	t.Parallel()
	removal := call{On: "test", Method: "remove_exam_attempt", Args: []any{"e", "a"}, Returns: false}
	row := map[string]any{"id": "1", "status": "x"}
	for name, c := range map[string]struct {
		tr         transcript
		want, ours replayed
	}{
		"error-leaves-nothing": {
			transcript{Raises: &raised{Class: "StudentExamAttemptedAlreadyStarted"}, Before: map[string][]map[string]any{"t": {}}, After: map[string]tableDiff{"t": {Added: []map[string]any{row}}}},
			replayed{Refused: "exists", Rows: tables{"t": {{"id": "1", "status": "x"}}}}, replayed{Refused: "exists", Rows: tables{"t": {}}},
		},
		"saved-once-more": {
			numbered(), replayed{Rows: tables{"proctoring_proctoredexamhistory": {{"history_type": "+"}, {"history_type": "~"}}}},
			replayed{Rows: tables{"proctoring_proctoredexamhistory": {{"history_type": "+"}}}},
		},
		"refused-not-failed":  {transcript{Raises: &raised{Class: "KeyError"}}, replayed{Refused: "KeyError"}, replayed{Refused: "invalid"}},
		"removal-asked-again": {transcript{BackendCalls: []call{removal}}, replayed{Backend: []string{backendCall(removal)}}, replayed{Backend: []string{backendCall(removal), backendCall(removal)}}},
	} {
		if name == "error-leaves-nothing" {
			c.tr.Replay.Atomic = "partial"
		}
		if diff, kinds := compared(t, &c.tr, c.want, c.ours); diff != "" || !slices.Equal(kinds, []string{name}) {
			t.Errorf("%s: %v\n%s", name, kinds, diff)
		}
		for what, mutated := range map[string]replayed{
			"another answer": {Result: "x"}, "another event": {Events: []string{"x"}}, "another call": {Calls: []string{"x"}}, "another mail": {Mails: []string{"x"}},
		} {
			mutated.Refused, mutated.Rows, mutated.Backend = c.ours.Refused, c.ours.Rows, c.ours.Backend
			if diff, _ := compared(t, &c.tr, c.want, mutated); diff == "" {
				t.Errorf("%s: %s was taken, too", name, what)
			}
		}
		other := c.ours
		other.Refused += "x"
		if c.ours.Refused == "" {
			other.Backend = append(slices.Clone(other.Backend), "more")
		}
		if diff, _ := compared(t, &c.tr, c.want, other); diff == "" && name != "refused-not-failed" {
			t.Errorf("%s: another refusal was taken, too", name)
		}
	}
}
