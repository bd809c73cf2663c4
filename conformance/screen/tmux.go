package screen

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Tmux is a program in a real tmux, with a server of its own.
type Tmux struct {
	socket        string
	width, height int
}

// StartTmux runs a program in a new tmux, whose files are in a folder.
func StartTmux(ctx context.Context, dir string, o Options, name string, args ...string) (*Tmux, error) {
	t := &Tmux{socket: filepath.Join(dir, "s"), width: o.Width, height: o.Height}
	words := []string{"exec", "env", "-i"}
	for _, w := range append(append(append([]string{}, o.Env...), name), args...) {
		words = append(words, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
	}
	_, err := t.run(ctx, "-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(o.Width), "-y", fmt.Sprint(o.Height), strings.Join(words, " "),
		";", "set", "-g", "escape-time", "0", ";", "set", "-g", "remain-on-exit", "on", ";", "set", "-g", "status", "off")
	return t, err
}

func (t *Tmux) run(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "tmux", append([]string{"-u", "-S", t.socket}, args...)...) //nolint:gosec // the caller's program
	cmd.Env = append(os.Environ(), "LANG=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("tmux %s: %w: %s", args[0], err, out)
	}
	return string(out), nil
}

// Press presses keys one after the other; see [Key] for their names.
func (t *Tmux) Press(ctx context.Context, keys ...string) error {
	args := []string{"send-keys", "-H"}
	for _, k := range keys {
		for _, b := range []byte(Key(k)) {
			args = append(args, hex.EncodeToString([]byte{b}))
		}
	}
	_, err := t.run(ctx, args...)
	return err
}

// Grid is what is on the screen, cell by cell.
func (t *Tmux) Grid(ctx context.Context) ([][]string, error) {
	text, err := t.run(ctx, "capture-pane", "-p", "-N")
	if err != nil {
		return nil, err
	}
	page := NewPage(CodePoints, t.width, t.height)
	_, _ = page.Write([]byte("\x1b[?7l"))
	for y, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		_, _ = fmt.Fprintf(page, "\x1b[%dH%s", y+1, line)
	}
	return page.Grid(), nil
}

// Ask asks tmux for one of its variables, e.g. wrap_flag.
func (t *Tmux) Ask(ctx context.Context, variable string) (string, error) {
	out, err := t.run(ctx, "display-message", "-p", "#{"+variable+"}")
	return strings.TrimSpace(out), err
}

// Close ends tmux and the program.
func (t *Tmux) Close(ctx context.Context) error {
	_, err := t.run(ctx, "kill-server")
	return err
}
