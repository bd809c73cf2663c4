package screen_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"examdesk/conformance/screen"
)

func start(t *testing.T, script string) *screen.Screen {
	t.Helper()
	s, err := screen.Start(context.Background(), screen.Options{Width: 40, Height: 5, Env: []string{"PATH=/usr/bin:/bin", "TERM=xterm"}}, "/bin/sh", "-c", script)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSeesWhatAPersonSees(t *testing.T) {
	t.Parallel()
	s := start(t, `printf 'gone\033[2J\033[Hhere 李 \033[31mred\033[0m'; read x; echo; echo "got $x"; exit 3`)
	if err := s.WaitFor(t.Context(), "here 李 red"); err != nil {
		t.Fatal(err)
	}
	if err := s.Press("j", "k", "enter"); err != nil {
		t.Fatal(err)
	}
	if err := s.WaitFor(t.Context(), "got jk"); err != nil {
		t.Fatal(err)
	}
	if code, err := s.Wait(t.Context()); err != nil || code != 3 {
		t.Errorf("ended with %d, %v", code, err)
	}
	if err := s.WaitFor(t.Context(), "gone"); !errors.Is(err, screen.ErrNotSeen) {
		t.Errorf("what was erased is seen: %v", err)
	}
}

// Only exactly the texts that were copied may be in requests to copy.
func TestForeignAllowsWhatWasCopied(t *testing.T) {
	t.Parallel()
	const plain = "\x1b]52;c;aGFjaw==\x07" // "hack"
	for raw, want := range map[string]bool{
		plain + "text" + plain: true, "\x1bPtmux;\x1b" + plain + "\x1b\\": true, "\x1bP" + plain + "\x1b\\": true,
		"\x1b]52;p;aGFjaw==\x07": false, "\x1b]52;c;aGFja3M=\x07": false, "\x1b]52;c;?\x07": false, "\x1b]52;c;\x07": false,
		"\x1bPtmux;\x1b" + plain + "\x1b\x1b]0;t\x07\x1b\\": false,
	} {
		if got := screen.Foreign([]byte(raw), "hack"); slices.Equal(got, nil) != want {
			t.Errorf("%q: found %q", raw, got)
		}
	}
	if got := screen.Copied([]byte("x\x1b]0;t\x07" + plain + "\x1b]52;c;!\x07")); len(got) != 2 || got[0] != "hack" || !strings.Contains(got[1], "not base64") {
		t.Errorf("%q", got)
	}
}

// The check of the output would be worth nothing if it did not find these.
func TestForeignFindsWhatDoesHarm(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"\x1b[?1049h\x1b[2J\x1b[H\x1b[38;5;80mtext\x1b[0m\r\n\x1b[K\x1b[3A\x1b[?25l": false,
		"\x1b]52;c;aGFjaw==\x07": true, "\x1b]0;title\x07": true, "\u009b2J": true, "a\u202eb": true, "\x1bc": true,
		"\x1b[?5h": true, "\x07": true, "\x1b[6n": true, "\x1b]8;;https://example.com\x07": true, "\x1bP1$r\x1b\\": true, "\t": true,
	} {
		if got := screen.Foreign([]byte(raw)); slices.Equal(got, nil) == want {
			t.Errorf("%q: found %q", raw, got)
		}
	}
}
