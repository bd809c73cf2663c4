package verify

import (
	"context"
	"iter"
	"maps"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"time"

	"examdesk/backends/rest/oauth"
	"examdesk/backends/settings"
	"examdesk/guard"
	"examdesk/model"
)

// grace is what a check has beyond its time limit to say itself what it was
// waiting for.
const grace = 2 * time.Second

// facts are the results of earlier checks that later ones use.
type facts struct {
	svc settings.Service
	// at is the service's address with its host in ASCII.
	at *url.URL
	// addrs are the addresses of the name, in the order in which they are tried.
	addrs []netip.Addr
	// skew is how far this clock is ahead of the service's, if that is known.
	skew      time.Duration
	skewKnown bool
	// date is what the service's answer says about its clock.
	date *dated
	// token is what the service granted.
	token oauth.Token
}

// probe is one check's view: what is known so far. It is handed on by value, so
// that a check which is given up changes nothing further.
type probe struct {
	v *Verifier
	facts
	live bool
}

// check is one step of a verification.
type check struct {
	name string
	// needs are the checks that must not have failed.
	needs []string
	do    func(probe, context.Context) (outcome, facts)
}

// pure makes a check of one that finds out nothing for others.
func pure(do func(probe) outcome) func(probe, context.Context) (outcome, facts) {
	return func(p probe, _ context.Context) (outcome, facts) { return do(p), p.facts }
}

// only turns a function that makes a request and finds out nothing for others into a check.
func only(do func(probe, context.Context) outcome) func(probe, context.Context) (outcome, facts) {
	return func(p probe, ctx context.Context) (outcome, facts) { return do(p, ctx), p.facts }
}

// sequence runs checks one after another.
func (v *Verifier) sequence(ctx context.Context, checks []check, p probe) iter.Seq[model.Check] {
	return func(yield func(model.Check) bool) {
		p, culprits := p, map[string]string{}
		for _, c := range checks {
			if ctx.Err() != nil || !yield(model.Check{Name: c.name, State: model.CheckRunning}) {
				return
			}
			began := v.Clock()
			out, learned := v.one(ctx, c, p, culprits)
			if ctx.Err() != nil {
				return
			}
			p.facts = learned
			if !yield(model.Check{
				Name: c.name, State: out.state, Cause: out.cause, Seen: p.redacted(out.seen), Remedy: p.redacted(out.remedy),
				Took: max(0, v.Clock().Sub(began)), Ends: out.ends, Skew: out.skew,
			}) {
				return
			}
		}
	}
}

// redacted removes what a service was sent, since it could be repeated in any text that
// is quoted from an answer, such as a redirect's host or a name.
func (p probe) redacted(text string) model.Text {
	const shortest = 4 // less would be found everywhere
	secrets := append(slices.Collect(maps.Values(p.svc.Secrets)), p.token.Secret)
	for _, s := range secrets {
		if s := s.Reveal(); len(s) >= shortest {
			text = regexp.MustCompile(`(?i)`+regexp.QuoteMeta(s)).ReplaceAllLiteralString(text, "(secret)")
		}
	}
	return model.Text(text)
}

// one runs a check unless one that it needs has failed. culprits are the failed
// checks, and those that were left out with the one that is to blame.
func (v *Verifier) one(ctx context.Context, c check, p probe, culprits map[string]string) (outcome, facts) {
	for _, need := range c.needs {
		if culprit := culprits[need]; culprit != "" {
			culprits[c.name] = culprit
			return skip("not tried, since the check %s failed", culprit), p.facts
		}
	}
	out, learned := v.bounded(ctx, c, p)
	if out.state == model.CheckFail {
		culprits[c.name] = c.name
	}
	return out, learned
}

// bounded gives up on a check that does not end.
func (v *Verifier) bounded(ctx context.Context, c check, p probe) (outcome, facts) {
	limited, cancel := context.WithTimeout(ctx, v.Timeout)
	defer cancel()
	type result struct {
		outcome
		facts
	}
	done := guard.Start("checking "+c.name, func() (result, error) {
		out, learned := c.do(p, limited)
		return result{out, learned}, nil
	})
	giveUp := time.NewTimer(v.Timeout + grace)
	defer giveUp.Stop()
	select {
	case r := <-done:
		if r.Err != nil { // what it says could hold a secret
			return fail(model.CauseNone, "the check crashed: this is a bug in examdesk", "Report it with the name of the check."), p.facts
		}
		return r.Value.outcome, r.Value.facts
	case <-ctx.Done():
		return outcome{}, p.facts
	case <-giveUp.C:
		return fail(model.CauseDown, "did not end within "+span(v.Timeout), "Try again; --timeout gives it more time."), p.facts
	}
}
