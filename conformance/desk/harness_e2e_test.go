//go:build e2e

package desk_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/store/storetest"

	_ "modernc.org/sqlite"

	"examdesk/conformance/screen"
)

// need returns what the environment must name. Without it the test fails: a
// check that can be skipped without notice is not a check.
func need(t *testing.T, name string) string {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		t.Fatalf("%s is not set; run make e2e", name)
	}
	return v
}

// database unpacks the database that edx-proctoring wrote.
func database(t *testing.T) string {
	t.Helper()
	return storetest.File(t)
}

// desk is a running desk with a home of its own, which outlives it.
type desk struct {
	*screen.Screen
	t    *testing.T
	home string
}

type options struct {
	home   string
	hold   string
	silent bool
	store  string
	// keepConfig leaves the home's configuration as it is.
	keepConfig bool
	args       []string
	columns    int
	// lines are 40 unless said otherwise.
	lines int
}

// open starts the desk.
func open(t *testing.T, o options) *desk {
	t.Helper()
	if o.home == "" {
		o.home = t.TempDir()
	}
	if o.columns == 0 {
		o.columns = 120
	}
	if o.lines == 0 {
		o.lines = 40
	}
	config := filepath.Join(o.home, "examdesk.yml")
	if !o.keepConfig {
		if err := os.WriteFile(config, []byte("hold_seconds: "+o.hold+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := append([]string{"--config", config, "--store", "sqlite:" + o.store, "--as", "r.adeyemi"}, o.args...)
	env := []string{"HOME=" + o.home, "TERM=xterm-256color", "TZ=UTC", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	s, err := screen.Start(t.Context(), screen.Options{Width: o.columns, Height: o.lines, Env: env, Silent: o.silent}, need(t, "EXAMDESK_BIN"), args...)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{Screen: s, t: t, home: o.home}
}

func (d *desk) press(keys ...string) {
	d.t.Helper()
	if err := d.Press(keys...); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) sees(texts ...string) {
	d.t.Helper()
	if err := d.WaitFor(d.t.Context(), texts...); err != nil {
		d.t.Fatal(err)
	}
}

// back leaves an attempt. The next key must wait: right after Esc it would be
// read as one with Alt.
func (d *desk) back() {
	d.t.Helper()
	d.press("esc")
	err := d.WaitUntil(d.t.Context(), "the list", func(text string) bool { return !strings.Contains(text, "esc back") })
	if err != nil {
		d.t.Fatal(err)
	}
}

// until presses a key until a text is seen: a list that is still loading has no
// row to open.
func (d *desk) until(key, text string) {
	d.t.Helper()
	for range 50 {
		d.press(key)
		time.Sleep(200 * time.Millisecond)
		if strings.Contains(d.Text(), text) {
			return
		}
	}
	d.t.Fatalf("%s does not lead to %q:\n%s", key, text, d.Text())
}

// confirm takes the decision of the dialog.
func (d *desk) confirm() {
	d.t.Helper()
	d.answer("enter", "Outcomes")
}

// answer presses a key in a dialog until it closes.
func (d *desk) answer(key, dialog string) {
	d.t.Helper()
	if err := d.Answer(d.t.Context(), key, dialog); err != nil {
		d.t.Fatal(err)
	}
}

// ends waits for a clean end.
func (d *desk) ends(want int) {
	d.t.Helper()
	code, err := d.Wait(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	if code != want {
		d.t.Fatalf("the desk ended with %d, want %d:\n%s", code, want, d.Text())
	}
}

func number(t *testing.T, path, query string, args ...any) int {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var n int
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
