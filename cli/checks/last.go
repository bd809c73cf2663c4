package checks

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// Remember saves the results of a round, unless nothing is to be changed. Results
// that cannot be saved can be found out again.
func Remember(ctx context.Context, a *setup.Setup, c config.Config, list []Verified) {
	if a.Global.ReadOnly || ctx.Err() != nil {
		return
	}
	if err := remember(ctx, c, list); err != nil {
		_, _ = fmt.Fprintf(a.Err, "Warning: the result could not be saved: %s\n", model.Sentence(err))
	}
}

// LastCheck is the result of the last check of a service, saved from one run to the
// next.
type LastCheck struct {
	At    time.Time        `json:"at"`
	State model.CheckState `json:"state"`
	// Unproven reports whether the service was not asked about its secrets.
	Unproven bool `json:"unproven,omitempty"`
	// Failed has the names of the failed checks.
	Failed []string `json:"failed,omitempty"`
	// CertificateEnds is when its certificate expires; nil if there is none.
	CertificateEnds *time.Time `json:"certificate_ends,omitempty"`
}

// LastChecks is the file with the results, by configuration, profile and service.
type LastChecks struct {
	Version int                  `json:"version"`
	Checks  map[string]LastCheck `json:"checks"`
}

const (
	lastChecksVersion = 1
	maxLastChecks     = 32 << 20 // bytes
)

func lastChecksPath() (string, error) {
	dir, err := config.StateDir()
	return filepath.Join(dir, "checks.json"), err
}

// ReadLastChecks reads the saved results. It returns none if they cannot be read,
// since they can be found out again at any time.
func ReadLastChecks(ctx context.Context) LastChecks {
	empty := LastChecks{Version: lastChecksVersion, Checks: map[string]LastCheck{}}
	path, err := lastChecksPath()
	if err != nil {
		return empty
	}
	data, err := keys.ReadFile(ctx, path, maxLastChecks)
	var l LastChecks
	if err != nil || json.Unmarshal(data, &l) != nil || l.Version != lastChecksVersion || l.Checks == nil {
		return empty
	}
	return l
}

// remember saves the results of a round.
func remember(ctx context.Context, c config.Config, list []Verified) error {
	path, err := lastChecksPath()
	if err != nil {
		return err
	}
	return keys.Locked(ctx, path, func() error {
		l := ReadLastChecks(ctx)
		for _, v := range list {
			if v.Err == nil && len(v.Checks) > 0 {
				l.Checks[c.CheckKey(v.Info.Name)] = v.last()
			}
		}
		data, err := json.MarshalIndent(l, "", "  ")
		if err != nil {
			return model.Wrap(err, model.CodeInternal, "The results of the checks could not be saved.")
		}
		return keys.Replace(path, append(data, '\n'), 0o600)
	})
}

// last is what is saved of a check.
func (v Verified) last() LastCheck {
	out := LastCheck{At: v.Started.UTC(), State: model.WorstCheck(v.Checks), Unproven: model.Unproven(v.Checks)}
	for _, c := range v.Checks {
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

// Words describes the result of the last check, and how long ago it was.
func (l LastCheck) Words(now time.Time) string {
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
