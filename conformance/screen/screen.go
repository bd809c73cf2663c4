// Package screen runs a program in a real pseudo-terminal and sees what a
// person would see: the characters on the screen, not the stream that drew it.
package screen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/creack/pty"
)

// Options are what is run and how large its terminal is.
type Options struct {
	Width, Height int
	// Env is the whole environment.
	Env []string
	// Silent keeps the terminal from answering questions, as a serial line
	// does.
	Silent bool
	// Count is how the terminal counts cells.
	Count Count
}

// Screen is a program in its terminal.
type Screen struct {
	cmd  *exec.Cmd
	file *os.File

	mu   sync.Mutex
	term terminal
	mode *modes
	raw  bytes.Buffer
	done chan struct{}
	err  error
	// changed is closed and replaced whenever something was drawn.
	changed chan struct{}
}

// Start runs a program. It is killed when ctx ends.
func Start(ctx context.Context, o Options, name string, args ...string) (*Screen, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // the caller's program
	cmd.Env = o.Env
	file, err := pty.StartWithSize(cmd, size(o.Width, o.Height))
	if err != nil {
		return nil, fmt.Errorf("start %s in a terminal: %w", name, err)
	}
	s := &Screen{cmd: cmd, file: file, term: newTerminal(o.Count, o.Width, o.Height), mode: newModes(), done: make(chan struct{}), changed: make(chan struct{})}
	var replies io.Writer = file
	if o.Silent {
		replies = io.Discard
	}
	if answers, ok := s.term.(io.Reader); ok {
		go func() { _, _ = io.Copy(replies, answers) }()
	}
	go s.watch()
	return s, nil
}

func size(width, height int) *pty.Winsize {
	return &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}
}

// watch draws what the program writes until it ends.
func (s *Screen) watch() {
	buf := make([]byte, 32<<10)
	kept := []byte{}
	for {
		n, err := s.file.Read(buf)
		s.mu.Lock()
		s.raw.Write(buf[:n])
		s.mode.write(buf[:n])
		kept = append(kept, buf[:n]...)
		whole := complete(kept)
		if err != nil {
			whole = len(kept)
		}
		_, _ = s.term.Write(kept[:whole])
		kept = append(kept[:0], kept[whole:]...)
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			break
		}
	}
	s.err = s.cmd.Wait()
	close(s.done)
}

// complete is how much of what was read can be drawn: the emulator that counts
// clusters would take the end of one read and the beginning of the next apart.
func complete(b []byte) int {
	n := len(b)
	for n > 0 && b[n-1] >= utf8.RuneSelf {
		n--
	}
	return n
}

// Text is what is on the screen, line by line, without colours.
func (s *Screen) Text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return text(s.term)
}

// Grid is what is on the screen, cell by cell; a cell in which a wide character
// goes on is empty.
func (s *Screen) Grid() [][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return grids(s.term)
}

// Mode reports whether one of the terminal's private modes is set.
func (s *Screen) Mode(mode int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mode.on[mode]
}

// Cursor is where the next character goes.
func (s *Screen) Cursor() (x, y int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.term.CursorPosition()
	return at.X, at.Y
}

// Cells calls f for each cell of the screen.
func (s *Screen) Cells(f func(x, y int, c *uv.Cell)) (width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for y := range s.term.Height() {
		for x := range s.term.Width() {
			if c := s.term.CellAt(x, y); c != nil {
				f(x, y, c)
			}
		}
	}
	return s.term.Width(), s.term.Height()
}

// Raw is every byte that the program has written.
func (s *Screen) Raw() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.raw.Bytes())
}

// Scribble writes on the terminal what the program did not write.
func (s *Screen) Scribble(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = io.WriteString(s.term, text)
}

// Resize changes the terminal's size.
func (s *Screen) Resize(width, height int) error {
	s.mu.Lock()
	s.term.Resize(width, height)
	s.mu.Unlock()
	if err := pty.Setsize(s.file, size(width, height)); err != nil {
		return fmt.Errorf("resize the terminal: %w", err)
	}
	return nil
}

// Press presses keys one after the other; see [Key] for their names.
func (s *Screen) Press(keys ...string) error {
	for _, k := range keys {
		if _, err := s.file.WriteString(Key(k)); err != nil {
			return fmt.Errorf("press %s: %w", k, err)
		}
	}
	return nil
}

// Key is what a terminal sends for a key: its letter, or a name.
func Key(name string) string {
	named := map[string]string{
		"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
		"pgup": "\x1b[5~", "pgdown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F", "backspace": "\x7f", "ctrl+c": "\x03", "ctrl+r": "\x12", "ctrl+l": "\x0c", "ctrl+z": "\x1a", "ctrl+s": "\x13", "shift+tab": "\x1b[Z",
	}
	if seq, ok := named[name]; ok {
		return seq
	}
	return name
}

// ErrNotSeen means that what was waited for did not come.
var ErrNotSeen = errors.New("it did not appear on the screen")

// WaitFor waits until the screen shows all of the texts, and fails with the
// screen as it is if it does not.
func (s *Screen) WaitFor(ctx context.Context, texts ...string) error {
	return s.WaitUntil(ctx, strings.Join(texts, " and "), func(screen string) bool {
		for _, t := range texts {
			if !strings.Contains(screen, t) {
				return false
			}
		}
		return true
	})
}

// patience is how long the screen may take. It is not a measure of speed: it only
// ends a test that would wait for ever.
const patience = 30 * time.Second

// WaitUntil waits until the screen is as wanted.
func (s *Screen) WaitUntil(ctx context.Context, what string, wanted func(screen string) bool) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	for {
		s.mu.Lock()
		text, changed := text(s.term), s.changed
		s.mu.Unlock()
		if wanted(text) {
			return nil
		}
		select {
		case <-changed:
		case <-s.done:
			if text = s.Text(); wanted(text) {
				return nil
			}
			return fmt.Errorf("wait for %s: the program ended: %w\n%s", what, ErrNotSeen, text)
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w\n%s", what, ErrNotSeen, s.Text())
		}
	}
}

// Answer presses a key in a dialog until the dialog, known by a text, is gone: one that
// has just opened swallows keys that were typed ahead and waits for the keyboard to be
// quiet, and on a busy machine it opens late.
func (s *Screen) Answer(ctx context.Context, key, dialog string) error {
	if err := s.WaitFor(ctx, dialog); err != nil {
		return err
	}
	for range 50 {
		time.Sleep(400 * time.Millisecond)
		if err := s.Press(key); err != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond)
		if !strings.Contains(s.Text(), dialog) {
			return nil
		}
	}
	return fmt.Errorf("answer %s with %s: the dialog stays\n%s", dialog, key, s.Text())
}

// PID is the program's process id.
func (s *Screen) PID() int { return s.cmd.Process.Pid }

// Signal sends the program a signal.
func (s *Screen) Signal(sig os.Signal) error {
	if err := s.cmd.Process.Signal(sig); err != nil {
		return fmt.Errorf("send %v: %w", sig, err)
	}
	return nil
}

// Wait waits until the program ends and returns its exit status, -1 if a signal
// ended it.
func (s *Screen) Wait(ctx context.Context) (int, error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	select {
	case <-s.done:
	case <-ctx.Done():
		return 0, fmt.Errorf("wait for the program to end: %w\n%s", ctx.Err(), s.Text())
	}
	// The emulator's own Close races with its Read; closing the pipe between
	// the two ends the reader just as well.
	if answers, ok := s.term.(interface{ InputPipe() io.Writer }); ok {
		if pipe, ok := answers.InputPipe().(io.Closer); ok {
			_ = pipe.Close()
		}
	}
	_ = s.file.Close()
	var exit *exec.ExitError
	if s.err != nil && !errors.As(s.err, &exit) {
		return 0, fmt.Errorf("run the program: %w", s.err)
	}
	return s.cmd.ProcessState.ExitCode(), nil
}
