package desk

import (
	"testing"
	"time"

	"examdesk/config"
	"examdesk/tui"
	"examdesk/tui/theme"
)

func TestGuessMode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env  map[string]string
		want theme.Mode
	}{
		"nothing said":     {nil, theme.Either},
		"NO_COLOR":         {map[string]string{"NO_COLOR": "1", "COLORFGBG": "0;15"}, theme.NoColor},
		"dumb terminal":    {map[string]string{"TERM": "dumb"}, theme.NoColor},
		"light background": {map[string]string{"COLORFGBG": "0;15"}, theme.Light},
		"light, 3 parts":   {map[string]string{"COLORFGBG": "0;default;7"}, theme.Light},
		"dark background":  {map[string]string{"COLORFGBG": "15;0"}, theme.Dark},
	} {
		if got := guessMode(func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// A hold of zero means that nothing is held, not the default.
func TestJournalHold(t *testing.T) {
	t.Parallel()
	zero, ten := 0, 10
	for _, c := range []struct {
		seconds *int
		want    time.Duration
	}{{nil, config.DefaultHold}, {&zero, time.Nanosecond}, {&ten, 10 * time.Second}} {
		if got := journalHold(config.Config{HoldSeconds: c.seconds}); got != c.want {
			t.Errorf("%v: %v, want %v", c.seconds, got, c.want)
		}
	}
}

// No browser is started where the person cannot see it, and none that would draw
// on the desk's own terminal.
func TestWhereabouts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env            map[string]string
		system         string
		remote, opens  bool
		inTmux, screen bool
	}{
		"a desktop":          {map[string]string{"DISPLAY": ":0"}, "linux", false, true, false, false},
		"wayland in tmux":    {map[string]string{"WAYLAND_DISPLAY": "wayland-0", "TMUX": "/tmp/tmux,1,0"}, "linux", false, true, true, false},
		"a console":          {nil, "linux", false, false, false, false},
		"WSL":                {map[string]string{"WSL_DISTRO_NAME": "Debian"}, "linux", false, true, false, false},
		"a Mac":              {nil, "darwin", false, true, false, false},
		"Windows":            {nil, "windows", false, true, false, false},
		"ssh":                {map[string]string{"SSH_TTY": "/dev/pts/1"}, "linux", true, false, false, false},
		"ssh -X":             {map[string]string{"SSH_CONNECTION": "a 1 b 2", "DISPLAY": "localhost:10.0"}, "linux", true, false, false, false},
		"ssh to a Mac":       {map[string]string{"SSH_CLIENT": "a 1 2"}, "darwin", true, false, false, false},
		"ssh and GNU screen": {map[string]string{"SSH_CLIENT": "a 1 2", "STY": "1.pts"}, "linux", true, false, false, true},
	} {
		w := whereaboutsOf(func(k string) string { return c.env[k] }, c.system)
		var d tui.Deps
		w.reach(&d)
		if d.Remote != c.remote || (d.Open != nil) != c.opens || w.around.Tmux != c.inTmux || w.around.Screen != c.screen {
			t.Errorf("%s: remote %v, opens %v, %+v", name, d.Remote, d.Open != nil, w.around)
		}
		if d.Remote && d.Copy != nil {
			t.Errorf("%s: the server's clipboard is used", name)
		}
	}
}
