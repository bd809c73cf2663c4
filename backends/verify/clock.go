package verify

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync"
	"time"

	"examdesk/backends/settings"
	"examdesk/model"
)

const (
	// skewSeen is from when on two clocks are apart, skewBad from when on nothing
	// that is signed can be expected to be accepted.
	skewSeen = 30 * time.Second
	skewBad  = 5 * time.Minute
)

// dated is what an answer says about the service's clock.
type dated struct {
	there time.Time
	// here is this machine's time when the service wrote it: the middle between
	// question and answer.
	here time.Time
	// cached reports whether something in between kept the answer for a while, and
	// that the time was put right by that.
	cached bool
}

// stamp notes when a question was sent and when its answer began.
type stamp struct {
	clock func() time.Time
	mu    sync.Mutex
	sent  time.Time
	first time.Time
}

func newStamp(clock func() time.Time) *stamp { return &stamp{clock: clock} }

func (s *stamp) trace(ctx context.Context) context.Context {
	note := func(at *time.Time) {
		s.mu.Lock()
		defer s.mu.Unlock()
		*at = s.clock()
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest:         func(httptrace.WroteRequestInfo) { note(&s.sent) },
		GotFirstResponseByte: func() { note(&s.first) },
	})
}

// dated reads the Date of an answer, nil if it has none that can be read.
func (s *stamp) dated(h http.Header) *dated {
	s.mu.Lock()
	defer s.mu.Unlock()
	there, err := http.ParseTime(h.Get("Date"))
	if err != nil || s.sent.IsZero() || s.first.IsZero() {
		return nil
	}
	d := dated{there: there, here: s.sent.Add(s.first.Sub(s.sent) / 2)}
	const oldest = 365 * 24 * 60 * 60
	if age, err := strconv.Atoi(h.Get("Age")); err == nil && age > 0 && age < oldest {
		d.there, d.cached = d.there.Add(time.Duration(age)*time.Second), true
	}
	return &d
}

// skew is how far this machine is ahead. A Date has whole seconds that have been
// cut, so it is half a second behind on average.
func (d dated) skew() time.Duration { return d.here.Sub(d.there.Add(time.Second / 2)) }

// clock holds this machine's clock against the service's.
func (p probe) clock() (outcome, facts) {
	if p.date == nil {
		return skip("the service did not report its time"), p.facts
	}
	p.skew, p.skewKnown = p.date.skew().Round(time.Second), true
	out := p.skewed()
	skew := p.skew
	out.skew = &skew
	return out, p.facts
}

// skewed judges how far the clocks are apart.
func (p probe) skewed() outcome {
	off := p.skew.Abs()
	if off < skewSeen {
		return pass("in step with the service's to within %s", span(max(off, time.Second)))
	}
	direction := "ahead of"
	if p.skew < 0 {
		direction = "behind"
	}
	seen := fmt.Sprintf("this machine is %s %s the service's clock", span(off), direction)
	if p.svc.Kind == settings.SoftwareSecure {
		seen += "; the Date is part of the signature, and a skew looks like a wrong secret. The service does not publish its tolerance"
	} else {
		seen += "; tokens and signed links then count as expired or not yet valid"
	}
	if off < skewBad {
		return warn(model.CauseClock, seen, clockRemedy)
	}
	return fail(model.CauseClock, seen, clockRemedy)
}

// clockOff reports whether the clocks are known to be apart.
func (p probe) clockOff() bool { return p.skewKnown && p.skew.Abs() >= skewSeen }
