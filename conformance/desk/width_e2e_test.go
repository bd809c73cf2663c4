//go:build e2e

package desk_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"examdesk/conformance/screen"
	"examdesk/model"
	"examdesk/store/sample"
	"examdesk/tui/theme"
)

// manyScripts are names in as many scripts; learners and exams have them in turn.
func manyScripts() []string {
	return []string{
		"प्रिया शर्मा", "ธิดา สุขใจ", "தமிழ்செல்வி பாலன்", "ﾊﾅｺ ﾋﾟｰﾀｰｿﾝ", "অনন্যা চট্টোপাধ্যায়", "សុភា កែវមុនី", "కవిత రెడ్డి", norm.NFD.String("지훈 박"),
		"ಕಾವ್ಯ ಹೆಗ್ಡೆ", "အောင်ကျော် ဇော်ဝင်း", "ശ്രീജിത്ത് മേനോൻ", "ສົມສະໄໝ ວົງສາ", "જિજ્ઞેશ ત્રિવેદી", "བསྟན་འཛིན རྒྱ་མཚོ", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "ප්\u200dරියන්ත පෙරේරා",
		"ପ୍ରିୟଦର୍ଶିନୀ ପଟ୍ଟନାୟକ", "ሰላም ተስፋዬ", "გიორგი კვარაცხელია", "Արամ Հովհաննիսյան", norm.NFD.String("Nguyễn Thị Hương"), "مُحَمَّد حسینی", "יוֹנָתָן כֹּהֵן",
		"ᠪᠠᠲᠤ ᠳᠣᠷᠵᠢ", "李小龙", "山田 花子", "Ольга Петренко", "Ελένη Μακρή", "ｆｕｌｌ ｗｉｄｔｈ", "👩\u200d🎓 Ada 👍🏽", "Zoë 🇨🇭❤️", "\u0301\u0302\u0303", "plain Latin", "ܝܘܚܢܢ", "ߒߞߏ ߞߊ߲",
	}
}

// evidence is a store in which every learner's username, every exam's name and
// every comment begin with a code: what belongs to whom can be told from any
// part of the screen.
type evidence struct {
	path  string
	names map[string]string          // by the learner's code, as the desk writes it
	takes map[string]map[string]bool // which exams a learner has attempts of
}

func newEvidence(t *testing.T) *evidence {
	t.Helper()
	e := &evidence{path: filepath.Join(t.TempDir(), "state.sqlite3"), names: map[string]string{}, takes: map[string]map[string]bool{}}
	if err := sample.Generate(t.Context(), e.path, sample.Options{Attempts: 500, Seed: 5, Now: time.Now()}, nil); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+e.path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := tx.Exec(query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	scripts := manyScripts()
	for id := range number(t, e.path, "SELECT max(id) FROM auth_user") + 1 {
		name := scripts[id%len(scripts)]
		code := fmt.Sprintf("L%03d", id)
		username := code + strings.ReplaceAll(name, " ", "_")
		exec("UPDATE auth_user SET username = ? WHERE id = ? AND id > 7", username, id)
		exec("UPDATE mock_apps_profile SET name = ? WHERE user_id = ? AND user_id > 7", name, id)
		e.names[code] = bare(theme.Settle(model.Clean(username + " · " + name)))
	}
	for id := range number(t, e.path, "SELECT max(id) FROM proctoring_proctoredexam") {
		exec("UPDATE proctoring_proctoredexam SET exam_name = ? WHERE id = ?", fmt.Sprintf("X%02d %s", id+1, scripts[id%len(scripts)]), id+1)
	}
	exec(`UPDATE proctoring_proctoredexamstudentattemptcomment SET comment = (
		SELECT printf('E%03d ', a.user_id) || p.name || ' ' || substr(comment, 1, 40) FROM proctoring_proctoredexamsoftwaresecurereview r
		JOIN proctoring_proctoredexamstudentattempt a ON a.attempt_code = r.attempt_code JOIN mock_apps_profile p ON p.user_id = a.user_id WHERE r.id = review_id)`)
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	e.readTakes(t, db)
	return e
}

// copied is the same store in a file of its own.
func (e *evidence) copied(t *testing.T) *evidence {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+e.path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	c := *e
	c.path = filepath.Join(t.TempDir(), "state.sqlite3")
	if _, err := db.Exec("VACUUM INTO ?", c.path); err != nil {
		t.Fatal(err)
	}
	return &c
}

func (e *evidence) readTakes(t *testing.T, db *sql.DB) {
	t.Helper()
	rows, err := db.Query("SELECT printf('L%03d', user_id), printf('X%02d', proctored_exam_id) FROM proctoring_proctoredexamstudentattempt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var learner, exam string
		if err := rows.Scan(&learner, &exam); err != nil {
			t.Fatal(err)
		}
		if e.takes[learner] == nil {
			e.takes[learner] = map[string]bool{}
		}
		e.takes[learner][exam] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// bare is a text without blanks: terminals leave gaps where they count less.
func bare(s string) string { return strings.ReplaceAll(norm.NFC.String(s), " ", "") }

// viewer is a terminal that the desk is looked at in.
type viewer interface {
	press(t *testing.T, key string)
	grid(t *testing.T) [][]string
}

type emulated struct{ *screen.Screen }

func (v emulated) press(t *testing.T, key string) {
	t.Helper()
	if err := v.Press(key); err != nil {
		t.Fatal(err)
	}
}
func (v emulated) grid(*testing.T) [][]string { return v.Grid() }

type inTmux struct{ *screen.Tmux }

func (v inTmux) press(t *testing.T, key string) {
	t.Helper()
	if err := v.Press(t.Context(), key); err != nil {
		t.Fatal(err)
	}
}

func (v inTmux) grid(t *testing.T) [][]string {
	t.Helper()
	g, err := v.Grid(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// walk is one desk in one terminal of one size.
type walk struct {
	t       *testing.T
	e       *evidence
	v       viewer
	at      string // the screen, by name
	tally   *tally
	reached map[string]bool
}

// tally counts what was looked at.
type tally struct {
	sync.Mutex
	screens, scripts                          map[string]bool
	reached                                   map[string]int
	keys, rows, names, proofs, cursors, lines int
}

// settled waits until nothing changes any longer.
func (w *walk) settled() [][]string {
	w.t.Helper()
	before, quiet := w.v.grid(w.t), 0
	for range 200 {
		time.Sleep(25 * time.Millisecond)
		now := w.v.grid(w.t)
		if !reflect.DeepEqual(now, before) {
			before, quiet = now, 0
			continue
		}
		if quiet++; quiet == 3 {
			return now
		}
	}
	return before
}

// keys presses keys in a place and looks at the screen after each.
func (w *walk) keys(at string, keys ...string) {
	w.t.Helper()
	w.at = at
	for _, k := range keys {
		w.v.press(w.t, k)
		w.look(k, w.settled())
	}
}

// marks are words that show that a screen was reached.
func marks() map[string]string {
	return map[string]string{
		"list": "LEARNER", "attempt": " ‹ ", "search": "find", "courses": "course", "help": "move down", "more outcomes": "Rules Violation",
		"removal": "Remove", "allowance": "Allowances", "policy": "Review policy of", "quitting": "Quit?", "conflict": "changed while you were looking at it",
	}
}

// arrived notes the screens that were reached: on a machine with much to do a key
// may come before its screen does.
func (w *walk) arrived() {
	w.tally.Lock()
	defer w.tally.Unlock()
	for at := range w.reached {
		w.tally.reached[at]++
	}
}

var (
	learnerCode = regexp.MustCompile(`L\d{3}`)
	examCode    = regexp.MustCompile(`X\d{2}`)
	proofCode   = regexp.MustCompile(`(?:^|[ │])E\d{3} `)
)

// look checks a screen.
func (w *walk) look(key string, g [][]string) {
	w.t.Helper()
	text := make([]string, len(g))
	for y, row := range g {
		text[y] = strings.Join(row, "")
	}
	fail := func(format string, args ...any) {
		w.t.Helper()
		w.t.Errorf("%s, after %s: %s\n%s", w.at, key, fmt.Sprintf(format, args...), strings.Join(text, "\n"))
	}
	w.tally.Lock()
	defer w.tally.Unlock()
	w.tally.keys++
	if mark := marks()[w.at]; strings.Contains(strings.Join(text, "\n"), mark) {
		w.reached[w.at] = true
	}
	w.tally.screens[w.at] = true
	if !strings.HasPrefix(text[0], " examdesk") {
		fail("the header is gone")
		return
	}
	if strings.TrimSpace(strings.Join(text[len(text)-3:], "")) == "" { // a dialog's keys may stand higher
		fail("the keys are gone")
	}
	divider := w.divider(g, fail)
	subject := w.list(g, divider, fail)
	if subject == "" {
		subject = learnerCode.FindString(text[1]) // the crumb of an attempt
	}
	w.proofs(g, text, divider, subject, fail)
}

// divider is the column of the line between the panes, -1 if there is none.
func (w *walk) divider(g [][]string, fail func(string, ...any)) int {
	at := map[int]int{}
	for _, row := range g {
		for x, c := range row {
			if c == "│" || c == "┬" || c == "┴" || c == "┼" {
				at[x]++
				w.tally.lines++
			}
		}
	}
	if len(at) > 1 {
		fail("the line between the panes stands in columns %v", slices.Sorted(maps.Keys(at)))
	}
	for x := range at {
		return x
	}
	return -1
}

// list checks the rows of a list, if one is shown, and returns the learner under
// its cursor.
func (w *walk) list(g [][]string, divider int, fail func(string, ...any)) string {
	subject, cursors, rows := "", 0, 0
	for _, row := range g[2:] {
		left := row
		if divider > 0 {
			left = row[:divider]
		}
		line := strings.Join(left, "")
		code := learnerCode.FindString(line)
		age := strings.TrimSpace(strings.Join(left[:min(8, len(left))], ""))
		if left[0] == "▸" {
			cursors++
			subject = code
		}
		if code == "" || !regexp.MustCompile(`^[▸]?\s*[●◔◑!✓]?\s*\d+[dhms]`).MatchString(age) {
			continue
		}
		rows++
		w.name(code, line, false, fail)
		if exam := examCode.FindString(line); exam != "" && !w.e.takes[code][exam] {
			fail("%s stands beside %s, of which that learner has no attempt", code, exam)
		}
	}
	w.tally.rows += rows
	w.tally.cursors += cursors
	if cursors > 1 || strings.HasPrefix(w.at, "list") && rows > 0 && cursors != 1 {
		fail("there are %d cursors", cursors)
	}
	return subject
}

// name checks that a learner's code is followed by the learner's name, as far as
// there was room for it.
func (w *walk) name(code, line string, whole bool, fail func(string, ...any)) {
	want, got := w.e.names[code], bare(line)
	got = got[strings.Index(got, code):]
	user, _, _ := strings.Cut(want, "·")
	if !whole {
		want = user
	}
	shown, _, cut := strings.Cut(got, "…")
	switch {
	case strings.HasPrefix(got, want), cut && strings.HasPrefix(want, shown):
	default:
		fail("the name of %s reads %q, want %q", code, got, want)
		return
	}
	w.tally.names++
	for name, table := range unicode.Scripts {
		if strings.ContainsFunc(want[4:], func(r rune) bool { return unicode.Is(table, r) }) {
			w.tally.scripts[name] = true
		}
	}
}

// proofs checks that what is shown as evidence is the subject's own.
func (w *walk) proofs(g [][]string, text []string, divider int, subject string, fail func(string, ...any)) {
	if divider > 0 {
		for _, row := range g {
			side := strings.Join(row[divider+1:], "")
			if code := learnerCode.FindString(side); code != "" && !strings.Contains(side, " · L") {
				if code != subject {
					fail("the pane is about %s, the cursor stands on %s", code, subject)
				}
				w.name(code, side, true, fail)
				break
			}
		}
	}
	for _, line := range text {
		for _, proof := range proofCode.FindAllString(line, -1) {
			w.tally.proofs++
			proof = strings.Trim(proof, " │")
			if proof[1:] != strings.TrimPrefix(subject, "L") {
				fail("%s is shown as evidence about %s", proof, subject)
				return
			}
		}
	}
}

// everyScreen walks through the whole desk.
func (w *walk) everyScreen() {
	w.t.Helper()
	w.keys("list", "j", "j", "j", "j", "j", "j", "k", "pgdown", "j", "G", "k", "g", "space", "j", "space", "U")
	w.keys("list by section", "tab", "j", "tab", "j", "tab", "j", "tab", "j", "tab", "j", "tab", "j", "tab", "j", "tab", "j", "1", "s", "s")
	w.keys("attempt", "enter", "j", "j", "d", "n", "n", "p", "pgdown", "G", "g", "esc")
	w.keys("attempt of the end", "G", "enter", "n", "p", "esc", "g")
	w.keys("learner card", "j", "L", "j", "j", "esc")
	w.keys("search", "f", "L", "0", "1", "down", "ctrl+o", "esc", "esc", "f", "प", "्", "र", "ि", "ย", "ﾊ", "backspace", "esc")
	w.keys("list of a learner", "f", "L", "0", "2", "enter", "j", "esc")
	w.keys("filter", "/", "e", "x", "क", "ि", "ｶ", "ﾞ", "เ", "ก", "่", "left", "left", "backspace", "esc")
	w.keys("courses", "c", "down", "down", "esc")
	w.keys("palette", ":", "v", "e", "down", "esc")
	w.keys("help", "?", "j", "pgdown", "G", "esc")
	w.keys("decision", "1", "j", "r", "j", "ctrl+l", "1", "3", "c", "म", "ि", "é", "left", "ctrl+l", "enter", "esc")
	w.keys("more outcomes", "m", "2", "esc")
	w.keys("removal", "D", "L", "ह", "esc")
	w.keys("status", "S", "down", "esc")
	w.keys("resume", "R", "esc", "X", "esc")
	w.keys("allowance", "A", "3", "0", "enter", "esc", "esc")
	w.keys("exams", "E", "j", "j", "j", "G", "/", "ก", "esc", "g")
	w.keys("exam", "enter", "j", "j", "esc")
	w.keys("policy", "p", "न", "म", "स", "्", "त", "े", " ", "ｶ", "ﾞ", "left", "left", "esc", "enter")
	w.keys("back from exams", "esc", "esc")
	w.keys("onboarding", "O", "enter", "j", "tab", "tab", "j", "esc", "esc")
	w.keys("services", "B", "j", "enter", "j", "esc", "esc", "esc")
}

// conflict decides an attempt that someone else decides in the meantime, and opens
// what happens then; and the question before the desk closes.
func (w *walk) conflict() {
	w.t.Helper()
	w.keys("list again", "esc", "esc", "esc", "1", "g", "j")
	w.v.press(w.t, "v")
	w.settled()
	time.Sleep(500 * time.Millisecond) // longer than the quiet that a dialog waits for
	w.keys("list with a held decision", "enter")
	w.keys("quitting", "q", "esc")
	db, err := sql.Open("sqlite", "file:"+w.e.path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("UPDATE proctoring_proctoredexamstudentattempt SET modified = '2026-11-19 00:00:00.000001' WHERE status = 'second_review_required'"); err != nil {
		w.t.Fatal(err)
	}
	for range 100 {
		time.Sleep(100 * time.Millisecond)
		if strings.Contains(bare(strings.Join(slices.Concat(w.v.grid(w.t)...), "")), "esettle") {
			break
		}
	}
	w.keys("conflict", "e", "ctrl+l", "esc")
	w.keys("list after a conflict", "j", "k")
}

// In whatever terminal, each learner's name stands beside the learner's own
// evidence, in every screen.
func TestE2ENamesStandBesideTheirEvidence(t *testing.T) {
	t.Parallel()
	sum := &tally{screens: map[string]bool{}, scripts: map[string]bool{}, reached: map[string]int{}}
	kinds := []string{"clusters", "code points", "tmux"}
	sizes := [][2]int{{80, 24}, {120, 40}, {200, 60}}
	whole := newEvidence(t)
	t.Run("walks", func(t *testing.T) {
		for _, kind := range kinds {
			for _, size := range sizes {
				t.Run(fmt.Sprintf("%s %dx%d", kind, size[0], size[1]), func(t *testing.T) {
					t.Parallel()
					e := whole.copied(t)
					w := &walk{t: t, e: e, tally: sum, reached: map[string]bool{}, v: view(t, kind, size, e.path)}
					w.look("the start", w.settled())
					w.conflict()
					w.everyScreen()
					w.arrived()
				})
			}
		}
	})
	t.Logf("scripts %d × screens %d × terminals %d × sizes %d: keys %d, rows %d, names read %d, pieces of evidence %d, cursors %d, places of dividers %d",
		len(sum.scripts), len(sum.screens), len(kinds), len(sizes), sum.keys, sum.rows, sum.names, sum.proofs, sum.cursors, sum.lines)
	for at := range marks() {
		if sum.reached[at] < len(kinds)*len(sizes)/2 {
			t.Errorf("the screen %q was reached in %d of %d walks", at, sum.reached[at], len(kinds)*len(sizes))
		}
	}
	if !t.Failed() && (len(sum.scripts) < 25 || len(sum.screens) < 20 || sum.proofs < 1000 || sum.names < 1000) {
		t.Error("too little was looked at")
	}
}

// view opens the desk in a terminal.
func view(t *testing.T, kind string, size [2]int, store string) viewer {
	t.Helper()
	home := t.TempDir()
	config := filepath.Join(home, "examdesk.yml")
	if err := os.WriteFile(config, []byte("hold_seconds: 4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := screen.Options{Width: size[0], Height: size[1], Env: []string{"HOME=" + home, "TERM=screen-256color", "TZ=UTC", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")}}
	args := []string{"--config", config, "--store", "sqlite:" + store, "--as", sample.DemoReviewer}
	if kind == "tmux" {
		dir, err := os.MkdirTemp("", "tmux-") // a socket's path is short
		if err != nil {
			t.Fatal(err)
		}
		s, err := screen.StartTmux(t.Context(), dir, o, need(t, "EXAMDESK_BIN"), args...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close(context.WithoutCancel(t.Context())); _ = os.RemoveAll(dir) })
		v := inTmux{s}
		waitShown(t, v)
		return v
	}
	o.Count = map[string]screen.Count{"clusters": screen.Clusters, "code points": screen.CodePoints}[kind]
	s, err := screen.Start(t.Context(), o, need(t, "EXAMDESK_BIN"), args...)
	if err != nil {
		t.Fatal(err)
	}
	v := emulated{s}
	waitShown(t, v)
	return v
}

func waitShown(t *testing.T, v viewer) {
	t.Helper()
	for range 300 {
		for _, row := range v.grid(t) {
			if strings.Contains(strings.Join(row, ""), "Suspicious") {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the desk shows no row")
}
