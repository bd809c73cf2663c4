// Command shot draws the screenshots of the documentation: it runs the desk in
// a terminal, presses the keys that a script names and paints what is on the
// screen. It needs a monospaced font with line-drawing signs.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"examdesk/conformance/screen"
)

func main() {
	script := flag.String("script", "docs/shots.txt", "what to draw, one screen a line")
	out := flag.String("out", "docs/img", "where the pictures go")
	program := flag.String("bin", "bin/examdesk", "the desk")
	fontDir := flag.String("fonts", "/usr/share/fonts/truetype/dejavu", "where DejaVuSansMono.ttf and its bold are")
	scripts := flag.String("scripts", "/usr/share/fonts/truetype/noto/NotoSans*-Regular.ttf:/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
		"the fonts of other scripts (Debian: fonts-noto-core, fonts-ipafont-gothic)")
	flag.Parse()
	if err := run(context.Background(), *script, *out, *program, *fontDir, *scripts); err != nil {
		fmt.Fprintln(os.Stderr, "shot:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, script, out, program, fontDir, scripts string) error {
	p, err := newPainter(fontDir, scripts)
	if err != nil {
		return err
	}
	file, err := os.Open(script)
	if err != nil {
		return fmt.Errorf("read the script: %w", err)
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := shoot(ctx, p, line, out, program); err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
	}
	return lines.Err()
}

// shoot draws one line of the script: NAME WIDTHxHEIGHT THEME: KEY KEY …
func shoot(ctx context.Context, p *painter, line, out, program string) error {
	head, keys, _ := strings.Cut(line, ":")
	var name, theme string
	var width, height int
	if _, err := fmt.Sscanf(head, "%s %dx%d %s", &name, &width, &height, &theme); err != nil {
		return fmt.Errorf("expected NAME WIDTHxHEIGHT THEME: KEYS: %w", err)
	}
	home, err := os.MkdirTemp("", "examdesk-shot-")
	if err != nil {
		return fmt.Errorf("make a home: %w", err)
	}
	defer func() { _ = os.RemoveAll(home) }()
	env := []string{"HOME=" + home, "TERM=xterm-256color", "TZ=Europe/Zurich", "LANG=C.UTF-8", "PATH=/usr/bin:/bin"}
	s, err := screen.Start(ctx, screen.Options{Width: width, Height: height, Env: env, Count: screen.CodePoints}, program, "demo", "--theme", theme)
	if err != nil {
		return err
	}
	if err := s.WaitFor(ctx, "▸"); err != nil {
		return err
	}
	pause := func() { time.Sleep(700 * time.Millisecond) } // for the pane and for a dialog's quiet
	pause()
	for _, k := range strings.Fields(keys) {
		if err := s.Press(k); err != nil {
			return err
		}
		pause()
	}
	p.look(theme)
	if err := p.paint(s, filepath.Join(out, name+".png")); err != nil {
		return err
	}
	if err := s.Signal(os.Interrupt); err != nil {
		return err
	}
	_, err = s.Wait(ctx)
	return err
}
