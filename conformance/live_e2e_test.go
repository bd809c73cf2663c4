//go:build e2e

package conformance

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/backends"
	"examdesk/conformance/admin"
	"examdesk/conformance/counts"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

// liveCall is one call of edx-proctoring's API, at a time, with how the proctoring
// services behave.
type liveCall struct {
	Function string            `json:"function"`
	Args     []any             `json:"args"`
	Kwargs   map[string]any    `json:"kwargs"`
	Now      string            `json:"now"`
	Service  map[string]string `json:"service,omitempty"`
}

func (c liveCall) String() string {
	data, err := json.Marshal(c)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// original is edx-proctoring in a process of its own.
type original struct {
	in   io.WriteCloser
	out  *bufio.Reader
	done func() error
}

func startOriginal(t *testing.T, python string) *original {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), python, "live/live.py", "admin")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	o := &original{in: in, out: bufio.NewReader(out), done: cmd.Wait}
	t.Cleanup(func() { _ = in.Close(); _ = o.done() })
	return o
}

// ask sends a line and reads the one that answers it.
func (o *original) ask(t *testing.T, v any) []byte {
	t.Helper()
	line, err := json.Marshal(v)
	if err == nil {
		_, err = o.in.Write(append(line, '\n'))
	}
	if err != nil {
		t.Fatal(err)
	}
	answer, err := o.out.ReadBytes('\n')
	if err != nil {
		t.Fatalf("edx-proctoring does not answer %s: %v", line, err)
	}
	return answer
}

// liveBackends are the services of live.py.
func liveBackends() model.Backends {
	both := []model.ReviewStatus{model.ReviewClean, model.ReviewRulesViolation}
	return model.Backends{Default: "test", ByName: map[string]model.Backend{
		"test":            {Name: "test", VerboseName: "Test", Passing: both, SupportsOnboarding: true, SendsReviews: true, PingIntervalSeconds: 60},
		"plain":           {Name: "plain", VerboseName: "Plain", Passing: both[:1], SendsReviews: true, PingIntervalSeconds: 60},
		"software_secure": {Name: "software_secure", VerboseName: "Software_Secure", Passing: both, SendsReviews: true, PingIntervalSeconds: 60},
		"null":            {Name: "null", VerboseName: "Null", Passing: both, SendsReviews: true, PingIntervalSeconds: 60},
	}}
}

// pair are two copies of a database: ours, and the one of the original.
type pair struct {
	*replayDB
	ours, theirs string
	base         string
	edx          *original
	codes        int
	// registered reports that a course's list was registered: ours writes all exams
	// before it notifies the services, the original in turn.
	registered bool
}

// learners of the comparison.
const learners = 4

// liveBase makes the database that each sequence begins with.
func liveBase(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "base.sqlite3")
	if err := store.Create(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	statements := []string{
		"ALTER TABLE edx_when_contentdate ADD COLUMN assignment_title varchar(255) NOT NULL DEFAULT ''",
		"ALTER TABLE edx_when_contentdate ADD COLUMN course_name varchar(255) NOT NULL DEFAULT ''",
		"ALTER TABLE edx_when_contentdate ADD COLUMN subsection_name varchar(255) NOT NULL DEFAULT ''",
		"ALTER TABLE edx_when_userdate ADD COLUMN first_component_block_id varchar(255) NULL",
		"ALTER TABLE edx_when_userdate ADD COLUMN is_content_gated bool NOT NULL DEFAULT 0",
	}
	for i := 1; i <= learners; i++ {
		statements = append(statements, fmt.Sprintf("INSERT INTO auth_user (id, password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)"+
			" VALUES (%d, '!', 0, 'user%d', '', 'user%d@example.com', %t, 1, '2026-01-01', '')", i, i, i, i == 2))
	}
	for i, e := range []string{ // proctored, practice, active, backend, external id, minutes, due
		"1, 0, 1, 'test', 'exam-1', 30, NULL", "1, 0, 1, NULL, NULL, 90, NULL", "0, 0, 1, NULL, NULL, 60, NULL",
		"1, 1, 1, 'test', 'exam-4', 20, NULL", "1, 1, 1, 'plain', '', 20, NULL", "1, 0, 0, 'plain', 'exam-6', 45, NULL",
		"1, 0, 1, 'plain', 'exam-7', 45, '2026-01-02 09:00:00'", "1, 0, 1, NULL, '', 15, NULL", "1, 0, 1, 'software_secure', NULL, 25, NULL", "0, 1, 1, 'null', NULL, 10, NULL",
	} {
		columns := strings.Split(e, ", ")
		course := map[bool]string{true: "course-v1:edX+Live+2026", false: "course-v1:edX+Other+2025"}[i != 6]
		statements = append(statements, fmt.Sprintf("INSERT INTO proctoring_proctoredexam (id, created, modified, course_id, content_id, is_proctored, is_practice_exam, is_active,"+
			" backend, external_id, time_limit_mins, due_date, hide_after_due, exam_name) VALUES (%d, '2026-01-01 00:00:00', '2026-01-01 00:00:00', '%s', 'block-v1:edX+Live+2026+type@sequential+block@x%d', %s, 0, 'Exam %d')",
			i+1, course, i+1, strings.Join(columns, ", "), i+1))
	}
	for _, s := range append(statements, liveAttempts()...) {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return path
}

// newPair copies the base twice and opens both.
func newPair(t *testing.T, base, dir string, edx *original, release string) *pair {
	t.Helper()
	p := &pair{ours: filepath.Join(dir, "ours.sqlite3"), theirs: filepath.Join(dir, "theirs.sqlite3"), base: base, edx: edx}
	data, err := os.ReadFile(base)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{p.ours, p.theirs} {
		for _, beside := range []string{"", "-wal", "-shm", "-journal"} {
			_ = os.Remove(path + beside)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	edx.ask(t, map[string]string{"open": p.theirs})
	db, err := sql.Open("sqlite", p.ours)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	s, err := store.Open(context.WithoutCancel(t.Context()), p.ours, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.replayDB = &replayDB{db: db, types: map[string]map[string]string{}, backends: liveBackends(), closed: func() { _ = s.Close(); _ = db.Close() }}
	rules := model.DefaultReviewRules()
	if rules.Rules, err = model.RulesOf(release); err != nil {
		t.Fatal(err)
	}
	rules.ProtectHumanReviews = false
	p.engine = engine.New(s, engine.Config{
		Formats: backends.Formats{},
		Clock:   func() time.Time { return p.tr.Now }, Backends: p.backends, Rules: rules, OverridesGrades: model.Yes, Platform: recordedPlatform{p.replayDB},
		NewCode:        p.newCode,
		Site:           model.Site{LMSHost: "http://localhost:8000", LearningMFE: "https://learning.example.com", ContactEmail: "help@example.com"},
		ObfuscationKey: func(context.Context, string) (model.Secret, error) { return model.NewSecret("SHHHHHH"), nil },
		Service:        func(name string) model.ProctoringService { return &recordedService{name: name, d: p.replayDB} },
	}).EdxProctoring()
	return p
}

// newCode is the code that live.py gives, too.
func (p *pair) newCode() string {
	p.codes++
	return strings.ToUpper(fmt.Sprintf("code-%s%06d-%d", p.tr.Now.Format("20060102150405"), p.tr.Now.Nanosecond()/1000, p.codes))
}

// services are what live.py registers.
const liveServices = `"services":{"credit":{"$class":"S"},"grades":{"$class":"S","rejected_exam_overrides_grade":true},"name_affirmation":{"$class":"S"}},`

// perform performs a call on both sides and returns how the outcomes differ, and
// whether it succeeded.
func (p *pair) perform(t *testing.T, c liveCall, rows bool) (diff string, kinds []string, ok bool) {
	t.Helper()
	answer := p.edx.ask(t, c)
	tr, err := decode(append([]byte("{"+liveServices), answer[1:]...))
	if err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	p.tr, p.answers, p.done, p.answered, p.codes, p.effectsFirst = tr, tr.BackendCalls, nil, map[int]bool{}, 0, false
	op, known := operations()[tr.operation()]
	if err := tr.bind(); err != nil || !known {
		t.Fatalf("the harness does not know %s: %v", tr.operation(), err)
	}
	p.registered = p.registered || tr.operation() == "register_exams"
	got, plan, err := op(t.Context(), p.replayDB, tr)
	want, ours := recorded(tr), replayed{Result: canonical(got), Refused: refusal(err)}
	want.Rows = nil
	switch {
	case err == nil:
		ours.effects(plan, p.replayDB)
	case ours.Refused == "":
		return "unexpected error: " + err.Error(), nil, false
	default:
		ours.Result = canonical(nil)
	}
	diff, kinds = compared(t, tr, want, ours)
	if rows || diff != "" {
		diff += p.rowsThatDiffer(t)
	}
	return diff, kinds, tr.Raises == nil && ours.Refused == ""
}

// rowsThatDiffer compares every row of all proctoring_* tables.
func (p *pair) rowsThatDiffer(t *testing.T) (diff string) {
	t.Helper()
	rows, err := admin.DiffTables(t.Context(), p.theirs, p.ours)
	if err != nil {
		t.Fatal(err)
	}
	if p.registered {
		rows = withoutOrder(rows)
	}
	for _, r := range rows {
		diff += fmt.Sprintf("only in %s: %s %s\n", strings.TrimSuffix(filepath.Base(r.In), ".sqlite3"), r.Table, r.Row)
	}
	return diff
}

// withoutOrder leaves out the rows of the exams' history that differ in their
// number alone.
func withoutOrder(rows []admin.Difference) []admin.Difference {
	number := regexp.MustCompile(` history_id=\d+`)
	count, key := map[string]int{}, func(r admin.Difference) string { return number.ReplaceAllString(r.Row, "") }
	for _, r := range rows {
		count[key(r)] += map[bool]int{true: 1, false: -1}[strings.HasSuffix(r.In, "theirs.sqlite3")]
	}
	return slices.DeleteFunc(rows, func(r admin.Difference) bool {
		return r.Table == "proctoring_proctoredexamhistory" && count[key(r)] == 0
	})
}

// liveTally counts the calls of an operation.
type liveTally struct{ made, succeeded, differ int }

// TestE2ELive lets edx-proctoring itself, each release that is followed, and the
// engine perform the same random sequences of calls on copies of one database, and
// compares answers, all rows, events, signals, calls of services and mail after each
// call. A sequence that differs is cut to the calls that are needed for it.
func TestE2ELive(t *testing.T) {
	t.Parallel()
	calls := 2500
	if n, err := strconv.Atoi(os.Getenv("EXAMDESK_LIVE_CALLS")); err == nil {
		calls = n
	}
	for release, python := range map[string]string{
		"5.2.0": os.Getenv("EXAMDESK_ORACLE_PYTHON"), "6.1.4": os.Getenv("EXAMDESK_ORACLE_PYTHON_6"), "newest": os.Getenv("EXAMDESK_ORACLE_PYTHON_NEWEST"),
	} {
		if python == "" && release == "newest" {
			continue // only `make soak` looks for it
		}
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			if python == "" {
				t.Fatalf("the interpreter with edx-proctoring %s is not named; .ci/e2e does", release)
			}
			rules := release
			if release == "newest" {
				rules = model.LatestRules().Release
			}
			compareLive(t, python, rules, calls)
		})
	}
}

func compareLive(t *testing.T, python, release string, calls int) {
	t.Helper()
	base, dir, edx := liveBase(t), t.TempDir(), startOriginal(t, python)
	asksFirst, err := model.RulesOf(release)
	if err != nil {
		t.Fatal(err)
	}
	tallies, sequences, onPurpose, ofKind := map[string]*liveTally{}, 0, 0, map[string]int{}
	seed := uint64(20261128)
	if n, err := strconv.ParseUint(os.Getenv("EXAMDESK_LIVE_SEED"), 10, 64); err == nil {
		seed = n
	}
	shown := 0
	for made := 0; made < calls; sequences++ {
		g := newLiveSequence(seed + uint64(sequences))
		g.asksFirst = asksFirst.RemovalAsksFirst
		p := newPair(t, base, dir, edx, release)
		var past []liveCall
		for i := range g.length {
			c := g.next(t, p)
			past = append(past, c)
			// The rows are compared in the middle and at the end of a sequence: each
			// time would take most of the time, and a difference stays.
			diff, kinds, ok := p.perform(t, c, i == g.length-1 || i == g.length/2)
			n := tallies[c.Function]
			if n == nil {
				n = &liveTally{}
				tallies[c.Function] = n
			}
			made++
			n.made++
			if ok {
				n.succeeded++
			}
			onPurpose += min(1, len(kinds))
			for _, k := range kinds {
				ofKind[k]++
			}
			if diff == "" {
				continue
			}
			p.closed()
			past = first(t, base, dir, edx, release, past)
			function := past[len(past)-1].Function
			tallies[function].differ++
			if shown++; shown <= 8 {
				short, last := shrink(t, base, dir, edx, release, past, function)
				t.Errorf("seed %d: %s differs (-edx-proctoring +ours) after\n%s\n%s", seed+uint64(sequences), function, listed(short), last)
			} else {
				t.Errorf("seed %d: %s differs", seed+uint64(sequences), function)
			}
			break
		}
		p.closed()
	}
	logLive(t, release, tallies, sequences, onPurpose, ofKind)
}

func listed(calls []liveCall) string {
	var out []string
	for _, c := range calls {
		out = append(out, "  "+c.String())
	}
	return strings.Join(out, "\n")
}

// first are the calls up to the first that differs.
func first(t *testing.T, base, dir string, edx *original, release string, calls []liveCall) []liveCall {
	t.Helper()
	p := newPair(t, base, dir, edx, release)
	defer p.closed()
	for i, c := range calls {
		if diff, _, _ := p.perform(t, c, true); diff != "" {
			return calls[:i+1]
		}
	}
	return calls
}

// shrink leaves out calls as long as the last one still differs.
func shrink(t *testing.T, base, dir string, edx *original, release string, calls []liveCall, function string) ([]liveCall, string) {
	t.Helper()
	differs := func(list []liveCall) string {
		p := newPair(t, base, dir, edx, release)
		defer p.closed()
		for i, c := range list {
			if diff, _, _ := p.perform(t, c, true); diff != "" {
				if i == len(list)-1 && c.Function == function {
					return diff
				}
				return ""
			}
		}
		return ""
	}
	last := differs(calls)
	for i := len(calls) - 2; i >= 0; i-- {
		without := append(append([]liveCall{}, calls[:i]...), calls[i+1:]...)
		if diff := differs(without); diff != "" {
			calls, last = without, diff
		}
	}
	return calls, last
}

func logLive(t *testing.T, release string, tallies map[string]*liveTally, sequences, onPurpose int, ofKind map[string]int) {
	t.Helper()
	var names []string
	for name := range tallies {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	var all liveTally
	for _, name := range names {
		n := tallies[name]
		fmt.Fprintf(&b, "%5d ok %5d error %3d differ  %s\n", n.succeeded, n.made-n.succeeded, n.differ, name)
		if n.made >= 30 && n.succeeded*3 < n.made {
			t.Errorf("only %d of %d calls of %s succeeded: errors alone show little", n.succeeded, n.made, name)
		}
		all.made, all.succeeded, all.differ = all.made+n.made, all.succeeded+n.succeeded, all.differ+n.differ
	}
	t.Logf("edx-proctoring %s\n%slive %s: %d sequences, %d calls, %d succeeded, %d differ, %d on purpose %v",
		release, b.String(), release, sequences, all.made, all.succeeded, all.differ, onPurpose, ofKind)
	count("functions-live", counts.Counts{Passed: all.made - all.differ - onPurpose, Failed: all.differ, OnPurpose: onPurpose})
	if all.succeeded*2 < all.made {
		t.Errorf("only %d of %d calls succeeded: errors alone show little", all.succeeded, all.made)
	}
}
