package cli

import (
	"testing"
	"time"

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

func TestASCIIOnly(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]bool{"": false, "C.UTF-8": false, "de_DE.utf8": false, "C": true, "POSIX": true, "de_DE.ISO-8859-1": true} {
		if got := asciiOnly(func(k string) string { return map[string]string{"LANG": locale}[k] }); got != want {
			t.Errorf("%q: %v, want %v", locale, got, want)
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
	}{{nil, defaultHold}, {&zero, time.Nanosecond}, {&ten, 10 * time.Second}} {
		if got := journalHold(Config{HoldSeconds: c.seconds}); got != c.want {
			t.Errorf("%v: %v, want %v", c.seconds, got, c.want)
		}
	}
}
