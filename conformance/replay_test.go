package conformance

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// transcript is one recorded call of the original, as far as a replay of the
// Python API needs it.
type transcript struct {
	ID        string
	Kind      string
	Now       time.Time
	Overrides map[string]json.RawMessage `json:"settings_overrides"`
	Constants map[string]any             `json:"constants_overrides"`
	Backends  map[string]struct {
		VerboseName string   `json:"verbose_name"`
		Onboarding  bool     `json:"supports_onboarding"`
		Passing     []string `json:"passing_statuses"`
		Dashboard   bool     `json:"has_dashboard"`
		PingSeconds int      `json:"ping_interval"`
	}
	Services map[string]struct {
		OverridesGrade *bool  `json:"rejected_exam_overrides_grade"`
		Class          string `json:"$class"` // empty for a service that is not there
	}
	Before  map[string][]map[string]any `json:"db_before"`
	After   map[string]tableDiff        `json:"db_after"`
	Request struct {
		Function string
		Args     []any
		Kwargs   map[string]any
		Path     string
		Query    string
	}
	Route    string
	User     *struct{ Username string }
	Response *struct {
		Status int
		Body   json.RawMessage
	}
	Hints struct {
		AllSwitches bool `json:"all_waffle_switches"`
		PerPage     int  `json:"ATTEMPTS_PER_PAGE"`
	} `json:"patch_hints"`
	Result       any
	Raises       *struct{ Class string }
	ServiceCalls []call                     `json:"service_calls"`
	BackendCalls []call                     `json:"backend_calls"`
	Emails       []struct{ Subject string } `json:"emails"`
	Events       []struct{ Name string }
	Signals      []struct{ Kwargs signal }
	Perms        map[string]any
	Patches      []struct{ Target, Attribute string }
	Replay       struct {
		Possible any
		Needs    []string
	}
}

type tableDiff struct {
	Added   []map[string]any
	Removed []any
	Changed []struct {
		PK  any
		Set map[string]any
	}
}

// transcripts calls f for each recorded Python call in EXAMDESK_TRANSCRIPTS, or
// in the copy in testdata.
func transcripts(t *testing.T, f func(*transcript)) {
	t.Helper()
	recordings(t, func(tr *transcript) {
		if tr.Kind == "python" {
			f(tr)
		}
	})
}

// recordings calls f for each recorded call of either kind.
func recordings(t *testing.T, f func(*transcript)) {
	t.Helper()
	dir := os.Getenv("EXAMDESK_TRANSCRIPTS")
	if dir == "" {
		dir = "testdata"
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts in %s: %v", dir, err)
	}
	for _, name := range files {
		if err := readLines(name, f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

func readLines(name string, f func(*transcript)) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	z, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	lines := bufio.NewReader(z)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			var tr transcript
			d := json.NewDecoder(strings.NewReader(string(line)))
			d.UseNumber()
			if err := d.Decode(&tr); err != nil {
				return err
			}
			f(&tr)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// tally counts what became of the transcripts of an operation.
type tally struct{ passed, failed, skipped int }

// TestReplay performs each recorded call that the engine knows on the recorded
// database, at the recorded time, and compares what is answered, every row that
// is left, and what the platform is asked and told: service calls, calls of the
// proctoring service, events, signals and mail, by name, order and subject.
func TestReplay(t *testing.T) {
	t.Parallel()
	counts := map[string]*tally{}
	transcripts(t, func(tr *transcript) {
		name := tr.Request.Function[strings.LastIndex(tr.Request.Function, ".")+1:]
		c := counts[name]
		if c == nil {
			c = &tally{}
			counts[name] = c
		}
		op, known := operations()[name]
		if !known || tr.Replay.Possible != "yes" || tr.declinesExam() {
			c.skipped++
			return
		}
		if diff := replay(t, tr, op); diff != "" {
			c.failed++
			t.Errorf("%s %s%v (-recorded +ours):\n%s", tr.ID, name, tr.Request.Args, diff)
			return
		}
		c.passed++
	})
	logCounts(t, counts)
}

func logCounts(t *testing.T, counts map[string]*tally) {
	t.Helper()
	var total tally
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		c := counts[name]
		why := ""
		if c.skipped > 0 {
			why = "  (skipped: the engine has no such operation yet)"
		}
		fmt.Fprintf(&b, "%4d passed %4d failed %4d skipped  %s%s\n", c.passed, c.failed, c.skipped, name, why)
		total.passed, total.failed, total.skipped = total.passed+c.passed, total.failed+c.failed, total.skipped+c.skipped
	}
	t.Logf("\n%s%d passed, %d failed, %d skipped", b.String(), total.passed, total.failed, total.skipped)
	if total.passed == 0 {
		t.Error("nothing was replayed")
	}
}

// replay performs one call and returns how the outcome differs.
func replay(t *testing.T, tr *transcript, op operation) string {
	t.Helper()
	d := openReplay(t, tr)
	got, plan, err := op(t.Context(), d, tr)
	want := recorded(tr)
	ours := replayed{Rows: d.rows(t, tr), Result: canonical(got), Refused: refusal(err)}
	switch {
	case err == nil:
		ours.effects(plan, d)
	case ours.Refused == "":
		return "unexpected error: " + err.Error()
	default:
		ours.Result = canonical(nil)
	}
	if tr.patchesSignals() { // the original's test took them away
		ours.Signals = nil
	}
	want.Rows = want.Rows.renamed(ours.Rows)
	return cmp.Diff(want, ours)
}

func (tr *transcript) patchesSignals() bool {
	for _, p := range tr.Patches {
		if strings.Contains(p.Target, "Signal") && p.Attribute == "send" {
			return true
		}
	}
	return false
}

// TestReplayCanFail changes one recorded value at a time; a replay that did not
// see it would show nothing.
func TestReplayCanFail(t *testing.T) {
	t.Parallel()
	mutations := map[string]func(*transcript) bool{
		"result": func(tr *transcript) bool { tr.Result = "other"; return true },
		"a column": func(tr *transcript) bool {
			for table, diff := range tr.After {
				if len(diff.Changed) > 0 {
					tr.After[table].Changed[0].Set["status"] = "mutated"
					return true
				}
			}
			return false
		},
		"a history row": func(tr *transcript) bool {
			const table = "proctoring_proctoredexamstudentattempt_history"
			diff := tr.After[table]
			if len(diff.Added) == 0 {
				return false
			}
			diff.Added[0]["history_type"] = "-"
			return true
		},
		"a row more": func(tr *transcript) bool {
			tr.After["proctoring_proctoredexam"] = tableDiff{Removed: []any{json.Number("1")}}
			return true
		},
		"a service call": func(tr *transcript) bool { tr.ServiceCalls = append(tr.ServiceCalls, call{On: "credit"}); return true },
		"an event":       func(tr *transcript) bool { tr.Events = append(tr.Events, struct{ Name string }{"more"}); return true },
		"a mail": func(tr *transcript) bool {
			tr.Emails = append(tr.Emails, struct{ Subject string }{"more"})
			return true
		},
	}
	for name, mutate := range mutations {
		tried, caught := 0, 0
		transcripts(t, func(tr *transcript) {
			if tried >= 10 || !strings.HasSuffix(tr.Request.Function, ".update_attempt_status") || tr.Raises != nil || !mutate(tr) {
				return
			}
			tried++
			if replay(t, tr, operations()["update_attempt_status"]) != "" {
				caught++
			}
		})
		if tried == 0 || caught != tried {
			t.Errorf("%s: %d of %d mutations were caught", name, caught, tried)
		}
	}
}
