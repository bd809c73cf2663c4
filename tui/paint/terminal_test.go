//go:build unix

package paint

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/conformance/screen"
)

// The tests run this binary again as a program in a terminal.
const childEnv = "EXAMDESK_PAINT_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// breaking is a program that breaks in the way that a key names.
type breaking struct {
	p      *Painter
	typed  string
	inView bool
}

func (breaking) Init() tea.Cmd { return nil }

func (b breaking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		b.p.Resize(msg.Width, msg.Height)
	case tea.KeyMsg:
		b.typed += msg.String()
		switch msg.String() {
		case "u":
			panic("in Update")
		case "v":
			b.inView = true
		case "c":
			return b, func() tea.Msg { panic("in a command") }
		case "p":
			b.p.mu.Lock()
			b.p.out = breakingWriter{}
			b.p.mu.Unlock()
			return b, nil
		case "z":
			return b, tea.Suspend
		case "l":
			return b, tea.ClearScreen
		case "y":
			p := b.p
			return b, func() tea.Msg { _ = p.Copy("copied " + strings.Repeat("x", 1000)); return nil }
		case "e":
			cmd := exec.Command("/bin/sh", "-c", `echo "outside, $(stty -a | grep -c ' icanon')"; read line; echo "read $line"`)
			cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
			return b, tea.ExecProcess(cmd, func(error) tea.Msg { return nil })
		case "q":
			return b, tea.Quit
		}
	}
	return b, nil
}

func (b breaking) View() string {
	if b.inView {
		panic("in View")
	}
	b.p.Show("typed " + b.typed + strings.Repeat("\nप्रिया शर्मा"+strings.Repeat(" ", 60)+"|", 5))
	return ""
}

type breakingWriter struct{}

func (breakingWriter) Write(b []byte) (int, error) {
	if strings.HasPrefix(string(b), begin) {
		panic("in painting")
	}
	return os.Stdout.Write(b)
}

func child() int {
	var program *tea.Program
	p := New(os.Stdout, Around{}, func(error) { program.Send(tea.Quit()) })
	program = tea.NewProgram(breaking{p: p}, tea.WithAltScreen(), tea.WithOutput(p.Output()), tea.WithFPS(1))
	_, err := program.Run()
	_ = p.Close()
	if err != nil {
		return 3
	}
	return 0
}

func run(t *testing.T) *screen.Screen {
	t.Helper()
	s, err := screen.Start(t.Context(), screen.Options{Width: 80, Height: 10, Count: screen.CodePoints, Env: []string{"TERM=xterm", "PATH=/usr/bin:/bin", "CI=1", childEnv + "=1"}}, os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	sees(t, s, "typed", "|")
	if s.Mode(screen.ModeWrap) || !s.Mode(screen.ModeAlt) || s.Mode(screen.ModeCursor) {
		t.Errorf("while the program is shown: %s", modesOf(s))
	}
	return s
}

func sees(t *testing.T, s *screen.Screen, texts ...string) {
	t.Helper()
	if err := s.WaitFor(t.Context(), texts...); err != nil {
		t.Fatal(err)
	}
}

func press(t *testing.T, s *screen.Screen, keys ...string) {
	t.Helper()
	if err := s.Press(keys...); err != nil {
		t.Fatal(err)
	}
}

func modesOf(s *screen.Screen) string {
	return fmt.Sprintf("wrap %v, alternate screen %v, cursor %v, paste %v", s.Mode(screen.ModeWrap), s.Mode(screen.ModeAlt), s.Mode(screen.ModeCursor), s.Mode(screen.ModePaste))
}

const restored = "wrap true, alternate screen false, cursor true, paste false"

// However the program ends, the terminal wraps again, shows its cursor and its
// main screen.
func TestTerminalIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, *screen.Screen) int{
		"quit":               func(t *testing.T, s *screen.Screen) int { press(t, s, "q"); return 0 },
		"panic in Update":    func(t *testing.T, s *screen.Screen) int { press(t, s, "u"); return 3 },
		"panic in View":      func(t *testing.T, s *screen.Screen) int { press(t, s, "v"); return 3 },
		"panic in a command": func(t *testing.T, s *screen.Screen) int { press(t, s, "c"); return 3 },
		"panic in painting":  func(t *testing.T, s *screen.Screen) int { press(t, s, "p"); return 0 },
		"SIGTERM": func(t *testing.T, s *screen.Screen) int {
			if err := s.Signal(syscall.SIGTERM); err != nil {
				t.Error(err)
			}
			return 0
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := run(t)
			want := end(t, s)
			code, err := s.Wait(t.Context())
			if err != nil || code != want {
				t.Errorf("ended with %d, %v, want %d\n%s", code, err, want, s.Text())
			}
			if got := modesOf(s); got != restored {
				t.Errorf("left the terminal with %s", got)
			}
		})
	}
}

// While an external program has the terminal, it is as any program finds it; and
// afterwards the screen is drawn again.
func TestExternalProgramHasTheTerminal(t *testing.T) {
	t.Parallel()
	s := run(t)
	press(t, s, "e")
	sees(t, s, "outside, 1")
	if got := modesOf(s); got != restored {
		t.Errorf("the external program ran with %s", got)
	}
	press(t, s, "word", "enter")
	sees(t, s, "typed e", "|")
	if s.Mode(screen.ModeWrap) || !s.Mode(screen.ModeAlt) {
		t.Errorf("back from it: %s", modesOf(s))
	}
	press(t, s, "x")
	sees(t, s, "typed ex")
	press(t, s, "q")
	if _, err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A text that is copied changes nothing on the screen.
func TestCopyLeavesTheScreen(t *testing.T) {
	t.Parallel()
	s := run(t)
	press(t, s, "y")
	sees(t, s, "typed y")
	before := s.Text()
	press(t, s, "y", "y")
	sees(t, s, "typed yyy")
	press(t, s, "q")
	if _, err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := "copied " + strings.Repeat("x", 1000)
	got := screen.Copied(s.Raw())
	if len(got) == 0 || got[0] != want || len(screen.Foreign(s.Raw(), want)) > 0 {
		t.Errorf("copied %d times %.30q, besides %q", len(got), got, screen.Foreign(s.Raw(), want))
	}
	if strings.Count(before, "|") != 5 || strings.Contains(before, "Y29w") {
		t.Errorf("the screen holds something else:\n%s", before)
	}
}

// Whatever someone else wrote on the screen, ctrl-l and a resize draw all of it
// again.
func TestScreenIsDrawnAgain(t *testing.T) {
	t.Parallel()
	s := run(t)
	whole := s.Text()
	s.Scribble("\x1b[2J\x1b[3;3Hnot ours\x1b[?7h")
	if s.Text() == whole {
		t.Fatal("nothing was scribbled over")
	}
	press(t, s, "l")
	sees(t, s, "typed l", "प्रिया शर्मा")
	if strings.Contains(s.Text(), "not ours") {
		t.Errorf("it is still there:\n%s", s.Text())
	}
	s.Scribble("\x1b[2J\x1b[3;3Hnot ours")
	if err := s.Resize(79, 9); err != nil {
		t.Fatal(err)
	}
	sees(t, s, "typed l", "प्रिया शर्मा")
	press(t, s, "q")
	if _, err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}
