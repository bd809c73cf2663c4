package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/tui/theme"

	"examdesk/tui/fake"
)

var update = flag.Bool("update", false, "write the golden files anew") //nolint:gochecknoglobals // a flag

// The screens that a reviewer sees most, at three sizes. They are looked at
// when they change: go test ./tui -run Golden -update, and git diff.
func TestGolden(t *testing.T) {
	t.Parallel()
	screens := map[string][]string{
		"list": nil, "attempt": {"enter"}, "decision": {"r"}, "held": {"r", "enter"}, "quit": {"v", "enter", "q"}, "help": {"?"},
		"prompt": {"/"}, "courses": {"c"}, "palette": {":"},
		"learner": {"L"}, "remove": {"D"}, "statuses": {"S"}, "resume": {"3", "R"},
	}
	for name, keys := range screens {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
			t.Run(fmt.Sprintf("%s %dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				d := desk(t, size[0], size[1])
				d.press(keys...)
				d.wait(time.Second)
				golden(t, fmt.Sprintf("%s.%dx%d.txt", name, size[0], size[1]), d.m.View())
			})
		}
	}
	for _, mode := range []theme.Mode{theme.Dark, theme.Light} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			d := desk(t, 100, 30, func(_ *fake.Config, p *Deps) { p.Theme = theme.New(mode) })
			d.press(" ", "r", "enter")
			golden(t, "list."+mode.String()+".ansi", d.m.View())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./tui -run Golden -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (-golden +now):\n%s", name, diff)
	}
}
