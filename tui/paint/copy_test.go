package paint

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"examdesk/conformance/screen"
	"examdesk/model"
)

// A text reaches the terminal as it is, in whatever the program runs, up to the
// limit; a longer one is refused as a whole and by name.
func TestCopyAsksTheTerminal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		around Around
		times  int
	}{
		"a terminal": {Around{}, 1}, "tmux": {Around{Tmux: true}, 2}, "tmux in screen": {Around{Tmux: true, Screen: true}, 2},
	} {
		for _, text := range []string{"https://video.example.edu/watch?id=1&x=%20", "one\ntwo", "प्रिया", strings.Repeat("x", LongestCopy)} {
			var out bytes.Buffer
			p := &Painter{out: &out, around: c.around, shown: true, rows: []string{"as drawn"}}
			if err := p.Copy(text); err != nil {
				t.Fatal(err)
			}
			got := screen.Copied(out.Bytes())
			if len(got) != c.times || got[0] != text {
				t.Errorf("%s: asked to copy %.80q", name, got)
			}
			if foreign := screen.Foreign(out.Bytes(), text); len(foreign) > 0 {
				t.Errorf("%s: %.80q is more than the request", name, foreign)
			}
			if len(screen.Foreign(out.Bytes(), text+"x")) == 0 || len(screen.Foreign(out.Bytes())) == 0 {
				t.Errorf("%s: a text that was not copied passes", name)
			}
			if p.rows == nil {
				t.Errorf("%s: all of the screen is drawn again", name)
			}
		}
	}
	var out bytes.Buffer
	p := &Painter{out: &out, shown: true}
	err := p.Copy(strings.Repeat("x", LongestCopy+1))
	if model.CodeOf(err) != model.CodeInvalid || !strings.Contains(model.Sentence(err), "56245 bytes") || out.Len() > 0 {
		t.Errorf("%v, and %d bytes were written", err, out.Len())
	}
	p.shown = false
	if err := p.Copy("x"); model.CodeOf(err) != model.CodeUnavailable || out.Len() > 0 {
		t.Errorf("while the desk is not shown: %v", err)
	}
}

// GNU screen passes parts of at most 76 characters on, which are the request when
// they are put together.
func TestCopyThroughScreen(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("https://video.example.edu/", 20)
	sequence, err := Around{Screen: true}.copying(text)
	if err != nil {
		t.Fatal(err)
	}
	passed := ""
	for _, part := range strings.Split(strings.TrimPrefix(sequence, "\x1bP"), "\x1b\\") {
		part = strings.TrimPrefix(part, "\x1bP")
		if len(part) > 76+len("\x1b]52;c;") {
			t.Errorf("a part has %d characters", len(part))
		}
		passed += part
	}
	if got := screen.Copied([]byte(passed)); len(got) != 1 || got[0] != text {
		t.Errorf("%q", got)
	}
	if foreign := screen.Foreign([]byte(sequence), text); len(foreign) > 0 {
		t.Errorf("%q", foreign)
	}
}

// What is copied holds nothing that cannot be seen, whatever it was made from.
func TestCopyable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a\x1b]52;c;aGk=\x07b\nc\x1b[31md": "ab\ncd", "one\r\ntwo\n": "one\ntwo\n", "a\u202eb\u200bc\x00": "abc", "a\tb": "a b", "ok\xff": "ok",
	} {
		if got := Copyable(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// pieces records each write.
type pieces struct {
	mu   sync.Mutex
	list []string
}

func (w *pieces) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, string(b))
	return len(b), nil
}

// A request to copy is written between frames and never inside one.
func TestCopyTearsNoFrame(t *testing.T) {
	t.Parallel()
	w := &pieces{}
	p := &Painter{out: w, around: Around{Tmux: true}, shown: true}
	var both sync.WaitGroup
	both.Go(func() {
		for i := range 200 {
			if _, err := p.paint(request{text: strings.Repeat("x", i%7+1), width: 10, height: 2}); err != nil {
				t.Error(err)
			}
		}
	})
	both.Go(func() {
		for range 200 {
			if err := p.Copy("copied"); err != nil {
				t.Error(err)
			}
		}
	})
	both.Wait()
	copies := 0
	for _, piece := range w.list {
		asked := len(screen.Copied([]byte(piece)))
		switch {
		case asked == 2 && len(screen.Foreign([]byte(piece), "copied")) == 0 && !strings.Contains(piece, begin):
			copies++
		case asked != 0 || !strings.HasPrefix(piece, begin) || !strings.HasSuffix(piece, end):
			t.Fatalf("written at once: %q", piece)
		}
	}
	if copies != 200 {
		t.Errorf("%d requests, want 200", copies)
	}
}
