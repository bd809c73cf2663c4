package tui

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/tui/theme"

	"examdesk/tui/fake"
)

var update = flag.Bool("update", false, "rewrite the golden files") //nolint:gochecknoglobals // a flag

// scene is a screen that a golden file shows: its size, colours and keys.
type scene struct {
	width, height int
	mode          theme.Mode
	keys          []string
	// do is done instead of pressing keys.
	do func(*driver)
}

// goldenWidth and goldenHeight are the one size that golden files show. Of the others
// it is checked what must hold at any size (holds).
const goldenWidth, goldenHeight = 120, 40

// scenes are the screens that people see most, and some of them in colour.
// They are looked at when they change: go test ./tui -run Golden -update, and git
// diff.
func scenes() map[string]scene {
	out := map[string]scene{}
	for name, keys := range map[string][]string{
		"list": nil, "attempt": {"enter"}, "decision": {"r"}, "held": {"r", "enter"}, "quit": {"v", "enter", "q"}, "help": {"?"},
		"prompt": {"/"}, "courses": {"c"}, "palette": {":"},
		"exams": {"E", "g", "j", "j"}, "exam": {"E", "g", "j", "j", "enter", "enter"}, "policy": {"E", "g", "j", "j", "pause", "p", "X"},
		"learner": {"L"}, "remove": {"D"}, "resume": {"3", "R"}, "statuses": {"S"}, "grant": {"A", "3", "0", "enter"},
		"active": {"E", "g", "j", "j", "pause", "a"}, "onboarding": {"O", "S", "enter", "pause", "tab"},
	} {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
			out[fmt.Sprintf("%s.%dx%d.txt", name, size[0], size[1])] = scene{width: size[0], height: size[1], mode: theme.NoColor, keys: append(keys, "pause")}
		}
	}
	for name, keys := range map[string][]string{
		"list": {" ", "r", "enter"}, "exams": {"E", "g", "j", "j", "pause"}, "onboarding": {"O", "S", "enter", "pause", "tab"},
		"learner": {"L"}, "remove": {"D"}, "grant": {"A", "3", "0", "enter"},
	} {
		for _, mode := range []theme.Mode{theme.Dark, theme.Light} {
			out[name+"."+mode.String()+".ansi"] = scene{width: goldenWidth, height: goldenHeight, mode: mode, keys: keys}
		}
	}
	maps.Copy(out, backendScenes())
	return out
}

func TestGolden(t *testing.T) {
	t.Parallel()
	all := scenes()
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s.golden(name) {
				golden(t, name, s.desk(t).m.View())
				return
			}
			s.desk(t, inManyScripts).holds()
		})
	}
	files, err := os.ReadDir(filepath.Join("testdata", "golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files { // a scene that gets lost leaves its file
		if s, ok := all[f.Name()]; !ok || !s.golden(f.Name()) {
			t.Errorf("no scene draws %s", f.Name())
		}
	}
}

// golden reports whether a scene is compared with a file. Help and palette are not:
// they list every key that there is, so that a new screen would change their files;
// package view has their layout.
func (s scene) golden(name string) bool {
	lists := strings.HasPrefix(name, "help.") || strings.HasPrefix(name, "palette.")
	return !lists && s.isUsual()
}

// isUsual reports whether a scene has the one size that golden files show.
func (s scene) isUsual() bool { return s.width == goldenWidth && s.height == goldenHeight }

// desk is a desk that shows the scene.
func (s scene) desk(t *testing.T, options ...option) *driver {
	t.Helper()
	options = append(options, withGrants, func(_ *fake.Config, p *Deps) { p.Theme = theme.New(s.mode) })
	if s.do != nil {
		d, _ := backendsDesk(t, s.width, s.height, options...)
		s.do(d)
		return d
	}
	d := desk(t, s.width, s.height, options...)
	d.steps(s.keys...)
	return d
}

// withGrants lets the desk give allowances.
func withGrants(_ *fake.Config, p *Deps) { p.Allowances = &fake.Grants{} }

// steps presses keys; a pause lets what rests be read.
func (d *driver) steps(keys ...string) {
	for _, k := range keys {
		if k == "pause" {
			d.wait(time.Second)
			continue
		}
		d.press(k)
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
