package setup

import (
	"context"
	"io"
	"os"
	"runtime"

	"github.com/cli/browser"
)

// Whereabouts is where the person sits, according to the environment.
type Whereabouts struct {
	// Remote reports whether they came over SSH.
	Remote bool
	// Desktop reports whether this machine has windows in which a browser can open. Without
	// them xdg-open would start one in the terminal that the desk is drawn on.
	Desktop bool
}

// WhereaboutsOf returns the whereabouts by variables of the environment on an operating
// system, as Go names it.
func WhereaboutsOf(env func(string) string, system string) Whereabouts {
	says := func(names ...string) bool {
		for _, name := range names {
			if env(name) != "" {
				return true
			}
		}
		return false
	}
	return Whereabouts{
		Remote:  says("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"),
		Desktop: system == "windows" || system == "darwin" || says("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "WSL_INTEROP"),
	}
}

// Hereabouts returns the whereabouts of this process.
func Hereabouts() Whereabouts { return WhereaboutsOf(os.Getenv, runtime.GOOS) }

// Browses reports whether a browser that is opened here is seen by the person.
func (w Whereabouts) Browses() bool { return w.Desktop && !w.Remote }

// OpenBrowser opens an address that was checked or is of our own making, without a shell
// in between.
func OpenBrowser(_ context.Context, url string) error {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return browser.OpenURL(url)
}
