package doctor

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"examdesk/backends/settings"
	"examdesk/cli/checks"
	"examdesk/config"
	"examdesk/model"
)

// soonEnds is how soon before its end a certificate becomes a problem; checks remark
// on it earlier.
const soonEnds = 14 * 24 * time.Hour

// staleCheck is how old the last check of a service may be.
const staleCheck = 7 * 24 * time.Hour

// services reports which proctoring services cannot be used, and the results of their
// last checks. With online they are checked now.
func (x *examination) services(ctx context.Context, c config.Config, online bool) {
	if len(c.Backends) == 0 {
		return
	}
	v, err := checks.Verifier(x.Setup, c)
	if err != nil {
		return // the configuration was already refused
	}
	if !slices.Contains(c.ServiceNames(), v.Default) {
		x.problem("services", strings.TrimSuffix(checks.DefaultGone(v.Default), "."), "Let DEFAULT in PROCTORING_BACKENDS name one of: "+cmp.Or(model.Clean(strings.Join(c.ServiceNames(), ", ")), "none is there yet"))
	}
	if online {
		infos, err := v.Backends(ctx)
		if err == nil {
			r := &checks.Round{Verifier: v, Infos: infos, Clock: x.Clock}
			list := r.Run(ctx, func(int, model.Check) {})
			checks.Remember(ctx, x.Setup, c, list)
		}
	}
	last := checks.ReadLastChecks(ctx)
	for _, name := range c.ServiceNames() {
		problems, err := v.Problems(name)
		if err != nil {
			continue
		}
		usable := x.settingsOf(c, name, problems)
		if s, err := c.Service(name); err == nil && usable && (s.Kind == settings.SoftwareSecure || s.Kind == settings.REST) {
			x.lastCheckOf(c, name, last.Checks[c.CheckKey(name)])
		}
	}
}

// settingsOf reports what is wrong with a service's settings. A service with
// incomplete settings is not told anything, which is a problem only for the default
// one.
func (x *examination) settingsOf(c config.Config, name string, problems []model.Check) (usable bool) {
	usable = true
	what := "service"
	for _, p := range problems {
		detail := model.Clean(name) + ": " + p.Seen.String()
		s, err := c.Service(name)
		incomplete := err == nil && len(s.Missing()) > 0 && p.Name == "configuration"
		switch {
		case p.State != model.CheckFail:
			x.note(what, detail, p.Remedy.String())
			continue
		case incomplete && name != c.DefaultService():
			x.note(what, detail, p.Remedy.String())
		default:
			x.problem(what, detail, p.Remedy.String())
		}
		usable = false
	}
	return usable
}

func (x *examination) lastCheckOf(c config.Config, name string, l checks.LastCheck) {
	const what = "service"
	shown, run := model.Clean(name), "Run: examdesk backend verify "+model.Clean(name)
	if c.ProfileName != c.DefaultName() {
		run = "Run: examdesk --profile " + model.Clean(c.ProfileName) + " backend verify " + model.Clean(name)
	}
	now := x.Clock()
	well := true
	if l.State == model.CheckFail {
		well = false
		x.problem(what, fmt.Sprintf("%s: the last check failed (%s), on %s", shown, strings.Join(l.Failed, ", "), l.At.UTC().Format("2006-01-02 15:04 MST")), run)
	}
	if l.CertificateEnds != nil && l.CertificateEnds.Sub(now) < soonEnds {
		well = false
		x.problem("certificate", fmt.Sprintf("%s: it expires on %s", shown, l.CertificateEnds.UTC().Format("2006-01-02 15:04 MST")), "Ask the service's operator to renew it in time; after that, nothing gets through.")
	}
	switch {
	case l.At.IsZero():
		x.note(what, shown+": never checked", run)
	case now.Sub(l.At) > staleCheck:
		x.note(what, fmt.Sprintf("%s: last checked on %s", shown, l.At.UTC().Format("2006-01-02 15:04 MST")), run)
	case well:
		x.ok(what, shown+": "+l.Words(now))
	}
}
