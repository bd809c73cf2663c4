package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
	"examdesk/tui/kit"
	"examdesk/tui/recording"
)

// terminalCopies is a clipboard of the terminal's; own that of the machine.
type terminalCopies struct{ texts []string }

func (c *terminalCopies) take(text string) error {
	c.texts = append(c.texts, text)
	return nil
}

// Over SSH, and where no browser is, nothing is started: the address is shown and
// sent to the terminal to copy, and how to get it by hand is said.
func TestWhereNoBrowserIsTheAddressIsShown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set  func(*Deps)
		says string
	}{
		"over SSH":   {func(p *Deps) { p.Remote = true }, "The desk runs on another machine"},
		"no browser": {func(p *Deps) { p.Open, p.Copy = nil, nil }, "There is no browser on this machine"},
		"a browser that may": {func(p *Deps) {
			p.Copy = nil
			p.Open = func(context.Context, string) error { return errors.New("exit status 3") }
		}, "The browser could not be started"},
	} {
		for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 12}} {
			var sent terminalCopies
			d := desk(t, size[0], size[1], func(_ *fake.Config, p *Deps) { c.set(p); p.CopyByTerminal = sent.take })
			d.press("o")
			d.says(c.says, "https://video.example.edu/watch", "Sent to the terminal to copy", "examdesk attempt view "+kit.Itoa(d.selected().Attempt.ID)+" --video")
			if len(d.opened) > 0 || d.copied != "" || len(sent.texts) != 1 || sent.texts[0] != "https://video.example.edu/watch" {
				t.Errorf("%s: opened %q, copied here %q, sent %q", name, d.opened, d.copied, sent.texts)
			}
			d.fit()
			d.press("y", "q")
			if d.dialog() != nil || len(sent.texts) != 2 {
				t.Errorf("%s: the dialog is %v, sent %q", name, d.dialog(), sent.texts)
			}
			d.doesNotSee("https://")
		}
	}
}

// Every text that a key copies goes the same way, and it is said what was sent
// and which command prints it.
func TestEveryCopyGoesOneWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys       []string
		says, hand string
	}{
		"code":    {[]string{"y"}, "The attempt code was sent to the terminal", "examdesk attempt view "},
		"codes":   {[]string{" ", " ", "y"}, "2 attempt codes were sent to the terminal", "examdesk attempt list --json"},
		"ticket":  {[]string{"L", "t", "esc"}, "The text for the ticket was sent to the terminal", "--ticket"},
		"address": {[]string{"a", "y"}, "Sent to the terminal to copy", "--video"},
	} {
		var sent terminalCopies
		d := desk(t, 140, 40, func(_ *fake.Config, p *Deps) { p.Remote, p.CopyByTerminal = true, sent.take })
		d.press(c.keys...)
		d.says(c.says, c.hand)
		if len(sent.texts) != 1 || d.copied != "" {
			t.Errorf("%s: sent %q, copied here %q", name, sent.texts, d.copied)
		}
		narrow := desk(t, 40, 12, func(_ *fake.Config, p *Deps) { p.Remote, p.CopyByTerminal = true, sent.take })
		narrow.press(c.keys...)
		if narrow.fit(); name != "address" {
			narrow.says("Sent. Else: examdesk")
		}
		if d := desk(t, 140, 40, func(_ *fake.Config, p *Deps) { p.Copy = nil }); name != "address" {
			d.press(c.keys[:len(c.keys)-1]...)
			if name == "ticket" {
				d = desk(t, 140, 40, func(_ *fake.Config, p *Deps) { p.Copy = nil })
				d.press("L", "t", "esc")
			} else {
				d.press("y")
			}
			d.says("There is no clipboard here")
		}
	}
}

// A clipboard of the machine's that fails is followed by the terminal's; and what
// the terminal cannot take is said, with the command.
func TestCopyThatFails(t *testing.T) {
	t.Parallel()
	var sent terminalCopies
	broken := func(string) error { return errors.New("xclip: cannot open display") }
	d := desk(t, 140, 40, func(_ *fake.Config, p *Deps) { p.Copy, p.CopyByTerminal = broken, sent.take })
	d.press("y")
	if d.says("was sent to the terminal"); len(sent.texts) != 1 {
		t.Errorf("sent %q", sent.texts)
	}
	long := func(string) error { return model.Errorf(model.CodeInvalid, "It is too long for a terminal to copy.") }
	d = desk(t, 140, 40, func(_ *fake.Config, p *Deps) { p.Copy, p.CopyByTerminal = broken, long })
	d.press("y")
	d.says("It is too long for a terminal to copy. Use examdesk attempt view")
	d = desk(t, 140, 40, func(_ *fake.Config, p *Deps) { p.Copy = broken })
	d.press("y")
	d.says("The clipboard cannot be reached. Use examdesk attempt view")
}

// An address of any length is shown as a whole, beginning in the first column and
// cut nowhere, and scrolls where it is longer than the screen.
func TestLongAddressIsShownWhole(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 79, 80, 81, 400, 10_000} {
		url := "https://video.example.edu/" + strings.Repeat("a-b/", n/4) + strings.Repeat("z", n%4)
		for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 8}} {
			d := desk(t, size[0], size[1], func(c *fake.Config, _ *Deps) { c.VideoURL = url })
			d.press("a")
			a, ok := d.dialog().(*recording.Address)
			if !ok {
				t.Fatalf("%d at %v: no dialog:\n%s", n, size, d.screen())
			}
			shown := map[int]string{}
			for {
				d.fit()
				lines := strings.Split(d.screen(), "\n")
				at := -1
				for i, l := range lines {
					if strings.HasPrefix(l, "  The recording of") || strings.HasPrefix(l, "  The rec") {
						at = i
					}
				}
				if at < 0 {
					t.Fatalf("%d at %v: the dialog is not in sight:\n%s", n, size, d.screen())
				}
				for at++; strings.TrimSpace(lines[at]) == ""; at++ {
				}
				for i := range a.InSight {
					shownLine := strings.TrimRight(lines[at+i], " ")
					if !strings.HasPrefix(shownLine, " ") && shownLine != "" {
						shown[a.Top+i] = shownLine
					}
				}
				if a.Top+a.InSight >= a.Lines {
					break
				}
				d.press("pgdown")
			}
			whole := ""
			for i := range a.Lines {
				whole += shown[i]
			}
			if whole != url {
				t.Errorf("%d at %v: %d of %d characters were in sight\n%s", n, size, len(whole), len(url), d.screen())
			}
			if d.press("y"); d.copied != url {
				t.Errorf("%d: copied %d characters", n, len(d.copied))
			}
		}
	}
}

// What is not an address that a browser may be given is neither shown nor copied.
func TestHostileAddressIsNotShown(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"https://video.example.edu/\x1b]52;c;aGk=\x07", "https://video.example.edu/\u202emoc.live", "https://video.example.edu/a\nb", "https://video.example.edu/a b",
		"https://video.example.edu/\u200b", "javascript:alert(1)", "file:///etc/passwd", "http://video.example.edu/", "//video.example.edu", "https://", "https://u:p@video.example.edu/", "ftp://x/",
	} {
		for _, key := range []string{"a", "o"} {
			d := desk(t, 80, 24, func(c *fake.Config, p *Deps) { c.VideoURL = url; p.Remote = true; p.CopyByTerminal = p.Copy })
			d.press(key)
			d.sees("The video's address")
			if d.dialog() != nil || d.copied != "" || len(d.opened) > 0 {
				t.Errorf("%q: dialog %v, copied %q, opened %q", url, d.dialog(), d.copied, d.opened)
			}
		}
	}
}

// An address that comes while the person is at something else waits for its turn;
// keys that were typed ahead do nothing in it; a later question replaces an
// earlier one.
func TestAddressWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.late = true
	d.press("a")
	first := d.selected()
	d.press("/")
	d.release(false)
	if d.dialog() != nil {
		t.Fatal("the address opened over the filter")
	}
	d.send(keyOf("esc"))
	d.send(keyOf("y"))
	if d.copied != "" {
		t.Error("a key that was typed ahead copied")
	}
	d.wait(time.Second)
	d.sees("The recording of "+first.Learner.Username.String(), "https://")
	d.press("esc")
	d.late = true
	d.press("a", "j", "a")
	second := d.selected()
	d.release(true)
	d.wait(time.Second)
	d.sees("The recording of " + second.Learner.Username.String())
	if d.press("esc"); d.dialog() != nil || len(d.m.stack.waiting) > 0 {
		t.Error("two addresses were shown")
	}
}
