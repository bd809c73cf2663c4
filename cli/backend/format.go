package backend

import (
	"fmt"
	"strings"
	"time"

	"examdesk/cli/checks"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
)

// verifyFormat is the format in which `backend verify` prints its results.
type verifyFormat string

const (
	formatText       verifyFormat = "text"
	formatJSON       verifyFormat = "json"
	formatNagios     verifyFormat = "nagios"
	formatPrometheus verifyFormat = "prometheus"
)

// Exit statuses and words of a plugin (Monitoring Plugins Development Guidelines,
// 2.3).
const (
	nagiosOK       = 0
	nagiosWarning  = 1
	nagiosCritical = 2
	nagiosUnknown  = 3
)

func nagiosWord(status int) string {
	return [...]string{"OK", "WARNING", "CRITICAL", "UNKNOWN"}[status]
}

// worse returns the worse of two statuses: unknown is worse than a warning.
func worse(a, b int) int {
	rank := [...]int{nagiosOK: 0, nagiosWarning: 1, nagiosUnknown: 2, nagiosCritical: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// sayNagios prints one line, with figures after a bar.
func sayNagios(a *setup.Setup, list []checks.Verified, strict bool) error {
	status := nagiosOK
	var said, figures []string
	for _, v := range list {
		s, words := nagios(v, strict)
		status = worse(status, s)
		if s != nagiosOK {
			said = append(said, model.Clean(v.Info.Name)+": "+words)
		}
		figures = append(figures, performance(v, a.Clock())...)
	}
	if len(said) == 0 {
		said = []string{model.Counted(len(list), "service") + " well"}
	}
	return nagiosLine(a, status, strings.Join(said, "; "), figures)
}

// nagiosLine prints the line. A bar and a line break have a meaning there, so they
// are removed from texts.
func nagiosLine(a *setup.Setup, status int, said string, figures []string) error {
	line := "EXAMDESK " + nagiosWord(status) + " - " + strings.NewReplacer("|", "/", "\n", " ").Replace(model.Clean(said))
	if len(figures) > 0 {
		line += " | " + strings.Join(figures, " ")
	}
	if _, err := fmt.Fprintln(a.Out, line); err != nil {
		return err
	}
	if status == nagiosOK {
		return nil
	}
	return &kit.ExitError{Status: status}
}

// nagios describes the state of a service, the worst first.
func nagios(v checks.Verified, strict bool) (int, string) {
	if v.Err != nil {
		return nagiosUnknown, model.Sentence(v.Err)
	}
	state := model.WorstCheck(v.Checks)
	status := map[model.CheckState]int{model.CheckPass: nagiosOK, model.CheckSkip: nagiosOK, model.CheckWarn: nagiosWarning, model.CheckFail: nagiosCritical}[state]
	if strict && state == model.CheckWarn {
		status = nagiosCritical
	}
	for _, c := range v.Checks {
		if c.State == state && (state == model.CheckFail || state == model.CheckWarn) {
			return status, c.Name + ": " + c.Seen.String()
		}
	}
	return status, string(state)
}

// performance returns a service's performance data: 'label'=value[unit];warn;crit.
func performance(v checks.Verified, now time.Time) []string {
	label := func(what string) string {
		return "'" + strings.NewReplacer("'", "", "=", "", "|", "").Replace(model.Clean(v.Info.Name)) + " " + what + "'"
	}
	var out []string
	for _, c := range v.Checks {
		if !c.Ends.IsZero() {
			out = append(out, fmt.Sprintf("%s=%d;30:;0:", label("certificate days"), daysLeft(c.Ends, now)))
		}
		if c.Skew != nil {
			out = append(out, fmt.Sprintf("%s=%.0fs;-30:30;-300:300", label("clock"), c.Skew.Seconds()))
		}
	}
	return append(out, fmt.Sprintf("%s=%.3fs", label("took"), v.Took.Seconds()))
}

// daysLeft returns the whole days until a point in time, negative after it.
func daysLeft(at, now time.Time) int {
	const day = 24 * time.Hour
	left := at.Sub(now)
	days := left / day
	if left < 0 && left%day != 0 {
		days--
	}
	return int(days)
}
