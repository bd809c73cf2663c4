package cli

import (
	"context"
	"encoding/json"
	"path/filepath"
	"time"

	"examdesk/cli/printer"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// lastCheck is how the last check of a service went, as it is remembered from one
// run to the next.
type lastCheck struct {
	At    time.Time        `json:"at"`
	State model.CheckState `json:"state"`
	// Unproven reports whether the service was not asked about its secrets.
	Unproven bool `json:"unproven,omitempty"`
	// Failed are the names of the checks that failed.
	Failed []string `json:"failed,omitempty"`
	// CertificateEnds is when its certificate does, nil if there is none.
	CertificateEnds *time.Time `json:"certificate_ends,omitempty"`
}

// lastChecks is the file in which they are remembered, by configuration, profile
// and service.
type lastChecks struct {
	Version int                  `json:"version"`
	Checks  map[string]lastCheck `json:"checks"`
}

const (
	lastChecksVersion = 1
	maxLastChecks     = 32 << 20 // bytes
)

func lastChecksPath() (string, error) {
	dir, err := config.StateDir()
	return filepath.Join(dir, "checks.json"), err
}

// readLastChecks reads what is remembered: nothing if it cannot be read, as it can
// be found out again at any time.
func readLastChecks(ctx context.Context) lastChecks {
	empty := lastChecks{Version: lastChecksVersion, Checks: map[string]lastCheck{}}
	path, err := lastChecksPath()
	if err != nil {
		return empty
	}
	data, err := keys.ReadFile(ctx, path, maxLastChecks)
	var l lastChecks
	if err != nil || json.Unmarshal(data, &l) != nil || l.Version != lastChecksVersion || l.Checks == nil {
		return empty
	}
	return l
}

// remember notes how the checks of a round went.
func remember(ctx context.Context, c config.Config, list []verified) error {
	path, err := lastChecksPath()
	if err != nil {
		return err
	}
	return keys.Locked(ctx, path, func() error {
		l := readLastChecks(ctx)
		for _, v := range list {
			if v.err == nil && len(v.checks) > 0 {
				l.Checks[c.CheckKey(v.info.Name)] = v.last()
			}
		}
		data, err := json.MarshalIndent(l, "", "  ")
		if err != nil {
			return model.Wrap(err, model.CodeInternal, "The last checks could not be written down.")
		}
		return keys.Replace(path, append(data, '\n'), 0o600)
	})
}

// last is what is remembered of a check.
func (v verified) last() lastCheck {
	out := lastCheck{At: v.started.UTC(), State: model.WorstCheck(v.checks), Unproven: model.Unproven(v.checks)}
	for _, c := range v.checks {
		if c.State == model.CheckFail {
			out.Failed = append(out.Failed, c.Name)
		}
		if !c.Ends.IsZero() {
			ends := c.Ends.UTC()
			out.CertificateEnds = &ends
		}
	}
	return out
}

// words say how the last check went, and how long ago.
func (l lastCheck) words(now time.Time) string {
	if l.At.IsZero() {
		return "never checked"
	}
	said := string(l.State)
	if l.Unproven {
		said += " (not proved)"
	}
	when := printer.Age(now.Sub(l.At))
	if when == "now" {
		return said + ", just now"
	}
	return said + ", " + when + " ago"
}
