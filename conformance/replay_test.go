package conformance

import (
	"bufio"
	"bytes"
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

	"examdesk/conformance/counts"
)

// transcript is one recorded call of the original, as far as a replay of the
// Python API needs it.
type transcript struct {
	ID   string
	Kind string
	Now  time.Time
	// Release is the release of edx-proctoring that was recorded, 5.2.0 if empty.
	Release   string
	Overrides map[string]json.RawMessage `json:"settings_overrides"`
	Constants map[string]any             `json:"constants_overrides"`
	Backends  map[string]struct {
		VerboseName string   `json:"verbose_name"`
		Onboarding  bool     `json:"supports_onboarding"`
		VideoKey    string   `json:"video_review_aes_key"`
		Passing     []string `json:"passing_statuses"`
		Dashboard   bool     `json:"has_dashboard"`
		PingSeconds int      `json:"ping_interval"`
		Download    string   `json:"software_download_url"`
		HelpCenter  string   `json:"help_center_article_url"`
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
		// Method, Path, Body and ContentType are those of an HTTP request.
		Method, Path, Query, Body string
		URLPath                   string `json:"url_path"`
		Headers                   map[string]string
		ContentType               string `json:"content_type"`
		// Raw and RawKwargs are the arguments as they were written: the order of
		// fields counts.
		Raw       []json.RawMessage          `json:"-"`
		RawKwargs map[string]json.RawMessage `json:"-"`
	}
	Result   any
	Raises   *raised
	Response *struct {
		Status   int
		Body     json.RawMessage
		Location *string
	}
	Hints struct {
		AllSwitches *bool `json:"all_waffle_switches"`
		PerPage     int   `json:"ATTEMPTS_PER_PAGE"`
	} `json:"patch_hints"`
	Route string
	User  *struct {
		ID          int64
		Username    string
		Active      bool  `json:"is_active"`
		CourseStaff *bool `json:"course_staff"`
	}
	ServiceCalls []call                     `json:"service_calls"`
	BackendCalls []call                     `json:"backend_calls"`
	Emails       []struct{ Subject string } `json:"emails"`
	Events       []struct {
		Name    string         `json:"name"`
		Context map[string]any `json:"context"`
		Data    map[string]any `json:"data"`
	}
	Signals []struct{ Kwargs map[string]any }
	Perms   map[string]any
	Patches []struct {
		Target, Attribute string
		New               any
	}
	// line is the transcript as it was written.
	line   []byte
	Replay struct {
		Possible any
		// SetOrder reports whether the original iterated over a set: order means nothing.
		SetOrder bool `json:"set_order"`
		// Atomic reports whether the original left something half written behind an
		// error, since the recording ran without a transaction.
		Atomic any
		Needs  []string
		Wire   any
	}
}

// raised is a recorded exception.
type raised struct{ Class string }

type tableDiff struct {
	Added   []map[string]any
	Removed []any
	Changed []struct {
		PK  any
		Set map[string]any
	}
}

// transcripts calls f for each recorded call of a kind in EXAMDESK_TRANSCRIPTS, or
// in the copy in testdata.
func transcripts(t *testing.T, kind string, f func(*transcript)) {
	t.Helper()
	dir := os.Getenv("EXAMDESK_TRANSCRIPTS")
	if dir == "" {
		dir = "testdata"
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts in %s: %v", dir, err)
	}
	calls := 0
	for _, name := range files {
		if err := readLines(name, kind, func(tr *transcript) {
			if calls++; calls%sample == 0 {
				f(tr)
			}
		}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

func readLines(name, kind string, f func(*transcript)) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	z, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	lines, mark := bufio.NewReader(z), []byte(`"kind":"`+kind+`"`)
	for {
		line, err := lines.ReadBytes('\n')
		if bytes.Contains(line, mark) { // decoding is the dearest part
			tr, err := decode(line)
			if err != nil {
				return err
			}
			if tr.Kind == kind {
				f(tr)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func decode(line []byte) (*transcript, error) {
	var tr transcript
	d := json.NewDecoder(strings.NewReader(string(line)))
	d.UseNumber()
	if err := d.Decode(&tr); err != nil {
		return nil, err
	}
	var raw struct {
		Request struct {
			Args   []json.RawMessage
			Kwargs map[string]json.RawMessage
		}
	}
	if tr.Kind == "python" {
		if err := json.Unmarshal(line, &raw); err != nil {
			return nil, err
		}
	}
	tr.Request.Raw, tr.Request.RawKwargs, tr.line = raw.Request.Args, raw.Request.Kwargs, line
	return &tr, nil
}

// operation is the name of the function that was called.
func (tr *transcript) operation() string {
	return tr.Request.Function[strings.LastIndex(tr.Request.Function, ".")+1:]
}

// tally counts what became of the transcripts of an operation.
type tally struct {
	passed, failed, skipped, onPurpose int
	// why is the reason of the last that was skipped.
	why string
}

// TestReplay performs each recorded call that the engine knows on the recorded
// database, at the recorded time, and compares what is answered, every row that
// is left, and the calls of the platform: service calls, calls of the
// proctoring service, events, signals and mail, by name, order and subject.
func TestReplay(t *testing.T) {
	t.Parallel()
	counts := map[string]*tally{}
	transcripts(t, "python", func(tr *transcript) {
		name := tr.operation()
		c := counts[name]
		if c == nil {
			c = &tally{}
			counts[name] = c
		}
		op, known := operations()[name]
		if tr.Replay.Possible != "yes" {
			c.skipped++
			c.why = "the recording says that it cannot be replayed"
			return
		}
		if !known {
			c.failed++
			t.Errorf("%s: the engine has no %s", tr.ID, name)
			return
		}
		diff, kinds := replayWith(t, tr, op)
		switch {
		case diff != "":
			c.failed++
			t.Errorf("%s %s%v (-recorded +ours):\n%s", tr.ID, name, tr.Request.Args, diff)
		case len(kinds) > 0:
			c.onPurpose++
		default:
			c.passed++
		}
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
			why = "  (skipped: " + c.why + ")"
		}
		fmt.Fprintf(&b, "%4d passed %4d failed %4d on purpose %4d skipped  %s%s\n", c.passed, c.failed, c.onPurpose, c.skipped, name, why)
		total.add(*c)
	}
	total.count("transcripts-python")
	t.Logf("\n%s%d passed, %d failed, %d on purpose, %d skipped", b.String(), total.passed, total.failed, total.onPurpose, total.skipped)
	if total.passed == 0 && os.Getenv("EXAMDESK_TRANSCRIPTS") == "" {
		t.Error("nothing was replayed")
	}
}

func (c *tally) add(o tally) {
	c.passed, c.failed, c.skipped, c.onPurpose = c.passed+o.passed, c.failed+o.failed, c.skipped+o.skipped, c.onPurpose+o.onPurpose
}

// count adds to the counts of a suite.
func (c *tally) count(suite string) {
	count(suite, counts.Counts{Passed: c.passed, Failed: c.failed, OnPurpose: c.onPurpose})
}

// replay performs one call and returns how the outcome differs.
func replay(t *testing.T, tr *transcript, op operation) string {
	t.Helper()
	diff, _ := replayWith(t, tr, op)
	return diff
}

// replayWith is the same with the kinds on purpose that the call took.
func replayWith(t *testing.T, tr *transcript, op operation) (string, []string) {
	t.Helper()
	if err := tr.bind(); err != nil {
		return err.Error(), nil
	}
	if err := tr.unread(); err != nil {
		return err.Error(), nil
	}
	tr.unconfigure()
	d := openReplay(t, tr)
	got, plan, err := op(t.Context(), d, tr)
	want := recorded(tr)
	ours := replayed{Rows: d.rows(t, tr), Result: canonical(got), Refused: refusal(err)}
	switch {
	case err == nil:
		ours.effects(plan, d)
	case ours.Refused == "":
		return "unexpected error: " + err.Error(), nil
	default:
		ours.Result = canonical(nil)
	}
	if tr.patchesSignals() { // the original's test removed them
		ours.Signals = nil
	}
	if tr.Replay.SetOrder {
		want.unorder()
		ours.unorder()
	}
	return compared(t, tr, want.renamed(ours.Rows), ours)
}

func (tr *transcript) patchesSignals() bool {
	for _, p := range tr.Patches {
		if strings.Contains(p.Target, "Signal") && p.Attribute == "send" {
			return true
		}
	}
	return false
}
