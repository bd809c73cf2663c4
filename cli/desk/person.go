package desk

import (
	"context"
	"io"
	"runtime"

	"github.com/atotto/clipboard"
	"github.com/cli/browser"

	"examdesk/tui"
	"examdesk/tui/paint"
)

// whereabouts is where the person sits, according to the environment.
type whereabouts struct {
	// remote reports whether they came over SSH.
	remote bool
	// desktop reports whether this machine has windows in which a browser can open. Without
	// them xdg-open would start one in the terminal that the desk is drawn on.
	desktop bool
	around  paint.Around
}

func whereaboutsOf(env func(string) string, system string) whereabouts {
	says := func(names ...string) bool {
		for _, name := range names {
			if env(name) != "" {
				return true
			}
		}
		return false
	}
	return whereabouts{
		remote:  says("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"),
		desktop: system == "windows" || system == "darwin" || says("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "WSL_INTEROP"),
		around:  paint.Around{Tmux: says("TMUX"), Screen: says("STY")},
	}
}

// hereabouts returns the whereabouts of this process.
func hereabouts(env func(string) string) whereabouts { return whereaboutsOf(env, runtime.GOOS) }

// reach gives the desk the browser and the clipboard that the person sees.
func (w whereabouts) reach(d *tui.Deps) {
	d.Remote = w.remote
	if w.remote {
		return
	}
	if w.desktop {
		d.Open = openBrowser
	}
	if !clipboard.Unsupported {
		d.Copy = clipboard.WriteAll
	}
}

// openBrowser opens an address that [model.CheckVideoURL] allowed, without a shell in
// between.
func openBrowser(_ context.Context, url string) error {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return browser.OpenURL(url)
}
