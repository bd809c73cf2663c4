package desk

import (
	"os"
	"runtime"

	"github.com/atotto/clipboard"

	"examdesk/cli/setup"
	"examdesk/tui"
	"examdesk/tui/paint"
)

// whereabouts is where the person sits, according to the environment.
type whereabouts struct {
	setup.Whereabouts
	around paint.Around
}

func whereaboutsOf(env func(string) string, system string) whereabouts {
	return whereabouts{
		setup.WhereaboutsOf(env, system),
		paint.Around{Tmux: env("TMUX") != "", Screen: env("STY") != ""},
	}
}

// hereabouts returns the whereabouts of this process.
func hereabouts() whereabouts { return whereaboutsOf(os.Getenv, runtime.GOOS) }

// reach gives the desk the browser and the clipboard that the person sees.
func (w whereabouts) reach(d *tui.Deps) {
	d.Remote = w.Remote
	if w.Browses() {
		d.Open = setup.OpenBrowser // for an address that [model.CheckVideoURL] allowed
	}
	if !w.Remote && !clipboard.Unsupported {
		d.Copy = clipboard.WriteAll
	}
}
