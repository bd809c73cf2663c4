package backend

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"examdesk/cli/checks"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
	"examdesk/outbox"
)

// gauges are the metrics of one round; docs/ops.md describes them.
type gauges struct {
	registry *prometheus.Registry
	err      error
}

// set adds one value. A gauge is created when it is first set, so that an unknown
// value does not appear as 0.
func (g *gauges) set(name, help string, value float64, labels prometheus.Labels) {
	vec := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "examdesk", Name: name, Help: help}, slices.Sorted(maps.Keys(labels)))
	var known prometheus.AlreadyRegisteredError
	switch err := g.registry.Register(vec); {
	case errors.As(err, &known):
		vec, _ = known.ExistingCollector.(*prometheus.GaugeVec)
	case err != nil:
		g.err = err
		return
	}
	vec.With(labels).Set(value)
}

func (g *gauges) write(w io.Writer) error {
	families, err := g.registry.Gather()
	if g.err != nil || err != nil {
		return model.Wrap(err, model.CodeInternal, "The metrics could not be assembled.")
	}
	enc := expfmt.NewEncoder(w, expfmt.NewFormat(expfmt.TypeTextPlain))
	for _, f := range families {
		if err := enc.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

// sayMetrics prints the state of the services and the store, for Prometheus.
func sayMetrics(ctx context.Context, a *setup.Setup, c config.Config, list []checks.Verified) error {
	g := &gauges{registry: prometheus.NewRegistry()}
	for _, v := range list {
		serviceGauges(a, g, c.ProfileName, v)
	}
	storeGauges(ctx, a, g, c)
	return g.write(a.Out)
}

func serviceGauges(a *setup.Setup, g *gauges, profile string, v checks.Verified) {
	labels := func(more ...string) prometheus.Labels {
		out := prometheus.Labels{"profile": model.Clean(profile), "service": model.Clean(v.Info.Name)}
		for i := 0; i+1 < len(more); i += 2 {
			out[more[i]] = more[i+1]
		}
		return out
	}
	state := model.WorstCheck(v.Checks)
	for _, s := range []model.CheckState{model.CheckPass, model.CheckWarn, model.CheckFail, model.CheckSkip} {
		g.set("service_state", "1 for the state of a proctoring service, 0 for the others.", oneIf(v.Err == nil && s == state), labels("state", string(s)))
	}
	g.set("service_proved", "Whether the service was asked to verify its secrets, or has none.", oneIf(v.Err == nil && !model.Unproven(v.Checks)), labels())
	g.set("service_check_timestamp_seconds", "When the service was checked.", float64(v.Started.UnixMilli())/1000, labels())
	g.set("service_check_duration_seconds", "How long the check took.", v.Took.Seconds(), labels())
	for _, c := range v.Checks {
		g.set("service_check_failed", "1 for a check that failed.", oneIf(c.State == model.CheckFail), labels("check", c.Name))
		if !c.Ends.IsZero() {
			g.set("service_certificate_end_timestamp_seconds", "When the certificate of the service ends.", float64(c.Ends.Unix()), labels())
			g.set("service_certificate_days", "Days until the certificate of the service ends, negative after it.", c.Ends.Sub(a.Clock()).Hours()/24, labels())
		}
		if c.Skew != nil {
			g.set("service_clock_skew_seconds", "How far this machine's clock is ahead of the service's clock.", c.Skew.Seconds(), labels())
		}
	}
}

// storeGauges adds the state of the profile's store, if there is one.
func storeGauges(ctx context.Context, a *setup.Setup, g *gauges, c config.Config) {
	t, err := a.ConfigEnv().Target(c)
	if err != nil || !t.Configured {
		return
	}
	profile := prometheus.Labels{"profile": model.Clean(c.ProfileName)}
	t.ReadOnly = true
	o, err := a.Look(ctx, c, t)
	g.set("store_up", "Whether the store of the profile can be read.", oneIf(err == nil), profile)
	if err != nil {
		return
	}
	defer func() { _ = o.Close() }()
	outboxGauges(ctx, a, g, o.Store, c.ProfileName)
	sections, err := o.Store.CountSections(ctx, "")
	if err != nil {
		g.set("store_up", "Whether the store of the profile can be read.", 0, profile)
		return
	}
	for _, section := range sections {
		labels := prometheus.Labels{"profile": model.Clean(c.ProfileName), "section": string(section.Section)}
		g.set("attempts", "Attempts in a section of the queue.", float64(section.Count), labels)
		if section.Oldest != nil {
			g.set("attempts_oldest_age_seconds", "When the oldest attempt of a section last changed.", since(a, *section.Oldest), labels)
		}
	}
}

func outboxGauges(ctx context.Context, a *setup.Setup, g *gauges, s model.OutboxReader, profile string) {
	counts, err := s.CountMessages(ctx)
	if err != nil { // a store without an outbox
		return
	}
	for _, state := range []model.MessageState{model.MessagePending, model.MessageFailed} {
		labels := prometheus.Labels{"profile": model.Clean(profile), "state": string(state)}
		g.set("outbox_messages", "Messages to the platform and the services, by state.", float64(counts[state]), labels)
		age := 0.0
		if at, err := outbox.Oldest(ctx, s, state); err == nil && !at.IsZero() {
			age = since(a, at)
		}
		g.set("outbox_oldest_age_seconds", "Age of the oldest of these messages, 0 if there is none.", age, labels)
	}
}

func since(a *setup.Setup, at time.Time) float64 { return max(0, a.Clock().Sub(at).Seconds()) }

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
