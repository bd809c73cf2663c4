package paint

import (
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"examdesk/guard"
)

// pace is the least time between two frames of many. A held key is followed
// without drawing what no one would see, and a single key is never late: the
// pace begins with the third frame in a row.
const pace = 4 * time.Millisecond

// Painter draws frames on a terminal. It is safe for concurrent use.
type Painter struct {
	out    io.Writer
	around Around
	ended  func(error)

	// mu guards the terminal and what is on it.
	mu     sync.Mutex
	shown  bool // the alternate screen is on
	rows   []string
	width  int
	caret  [2]int
	failed error

	// ask guards what is to be drawn.
	ask  sync.Mutex
	want request
	wake chan struct{}
	done chan struct{}
	over chan struct{}
}

// request is what is to be drawn.
type request struct {
	text          string
	width, height int
	// all reports whether nothing on the screen can be relied on.
	all bool
}

// New returns a painter of a terminal, and of what stands around the program.
// When it can draw no more, ended is told why: an error of the terminal, or a
// [guard.Panic], after which the terminal has been left as it was.
func New(out io.Writer, around Around, ended func(error)) *Painter {
	p := &Painter{out: out, around: around, ended: ended, wake: make(chan struct{}, 1), done: make(chan struct{}), over: make(chan struct{})}
	guard.Start("drawing", func() (struct{}, error) {
		defer close(p.over)
		if err := guard.Do("drawing", p.work); err != nil {
			p.fail(err)
		}
		return struct{}{}, nil
	})
	return p
}

// Show draws a frame soon. It does not wait for the terminal.
func (p *Painter) Show(frame string) {
	p.ask.Lock()
	changed := p.want.text != frame
	p.want.text = frame
	p.ask.Unlock()
	if changed {
		p.poke()
	}
}

// Resize sets how large the terminal is. Everything is drawn again, since
// terminals move rows about when their size changes.
func (p *Painter) Resize(width, height int) {
	p.ask.Lock()
	p.want.width, p.want.height, p.want.all = width, height, true
	p.ask.Unlock()
	p.poke()
}

// Repaint draws everything again, whatever is on the screen.
func (p *Painter) Repaint() {
	p.ask.Lock()
	p.want.all = true
	p.ask.Unlock()
	p.poke()
}

func (p *Painter) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// forget is called with mu held.
func (p *Painter) forget() {
	p.rows = nil
	p.poke()
}

// Close ends the drawing. If the alternate screen is still shown, it is left
// and the terminal wraps again.
func (p *Painter) Close() error {
	close(p.done)
	<-p.over
	p.restore()
	return p.failed
}

func (p *Painter) restore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		p.shown = false
		_, _ = io.WriteString(p.out, theEnd)
	}
}

// theEnd leaves the terminal as it was found.
const theEnd = "\x1b[0m" + ansi.SetModeAutoWrap + ansi.ResetModeBracketedPaste + ansi.ShowCursor + ansi.ResetModeAltScreenSaveCursor

// fail explains why nothing more can be drawn.
func (p *Painter) fail(err error) {
	var panicked *guard.Panic
	if errors.As(err, &panicked) {
		p.restore()
	}
	p.ended(err)
}

// work draws whenever there is something to draw.
func (p *Painter) work() error {
	var due time.Time // when the pace allows the next frame
	for {
		select {
		case <-p.wake:
		case <-p.done:
			return nil
		}
		if wait := time.Until(due.Add(-pace)); wait > 0 {
			select {
			case <-time.After(wait):
			case <-p.done:
				return nil
			}
		}
		p.ask.Lock()
		r := p.want
		p.want.all = false
		p.ask.Unlock()
		painted, err := p.paint(r)
		if err != nil {
			return err
		}
		if painted {
			due = later(due, time.Now()).Add(pace)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// paint draws a request and reports whether it wrote anything.
func (p *Painter) paint(r request) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.all {
		p.rows = nil
	}
	if !p.shown || r.width <= 0 || r.height <= 0 {
		return false, nil
	}
	b := p.frame(r)
	if b == nil {
		return false, nil
	}
	_, p.failed = p.out.Write(b)
	return true, p.failed
}

// Begin and end of a frame, for terminals that show it at once.
const (
	begin = ansi.SetModeSynchronizedOutput
	end   = ansi.ResetModeSynchronizedOutput
)

// frame returns what has to be written, nil if nothing has.
func (p *Painter) frame(r request) []byte {
	now := strings.Split(r.text, "\n")
	now = append(now[:min(len(now), r.height)], make([]string, max(0, r.height-len(now)))...)
	b := append(make([]byte, 0, 8<<10), begin...)
	if p.rows == nil || r.width != p.width || len(p.rows) != r.height {
		b = append(b, "\x1b[0m"+ansi.ResetModeAutoWrap+ansi.HideCursor+ansi.EraseEntireScreen...)
		p.rows, p.width, p.caret = make([]string, r.height), r.width, [2]int{-1, -1}
	}
	blank, at := len(b), [2]int{}
	for y, text := range now {
		if text != p.rows[y] {
			b = row(b, y, r.width, p.rows[y], text)
		}
		if x := caret(text); x >= 0 {
			at = [2]int{y, min(x, r.width-1)}
		}
	}
	p.rows = now
	if len(b) == blank && at == p.caret {
		return nil
	}
	// The hidden cursor stands where text is typed: input methods open there.
	p.caret = at
	return append(place(b, at[0], at[1]), end...)
}
