package simulator

import (
	"context"
	"strings"
	"time"

	"examdesk/guard"
	"examdesk/model"
)

// The outcomes of the automatic reviews: mixed is suspicious for every third
// attempt and clean for the others.
const (
	outcomeClean      = "clean"
	outcomeSuspicious = "suspicious"
	outcomeMixed      = "mixed"
)

// maxWait is the longest wait before an automatic callback.
const maxWait = 24 * time.Hour

// Auto is what is sent without being asked for.
type Auto struct {
	// Ready is how long after the registration the ready callback goes out, nil
	// for never.
	Ready *time.Duration
	// Review is how long after the learner has submitted the review goes out, nil
	// for never. PSI does not learn of that: there it is counted from the ready
	// callback, or from the registration.
	Review *time.Duration
	// Outcome is clean, suspicious or mixed.
	Outcome string
}

// ParseAuto reads e.g. ready=2s,review=5s,outcome=mixed. Empty is nil.
func ParseAuto(text string) (*Auto, error) {
	if text == "" {
		return nil, nil
	}
	a := &Auto{Outcome: outcomeClean}
	for _, part := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name == "outcome" {
			a.Outcome = value
			continue
		}
		d, err := time.ParseDuration(value)
		to, known := map[string]**time.Duration{"ready": &a.Ready, "review": &a.Review}[name]
		if err != nil || !known {
			return nil, model.Errorf(model.CodeInvalid, "%q is not understood; write e.g. ready=2s,review=5s,outcome=mixed.", part)
		}
		*to = &d
	}
	return a, a.check()
}

func (a *Auto) check() error {
	if a == nil {
		return nil
	}
	if _, err := model.OneOf("outcome of automatic reviews", a.Outcome, []string{outcomeClean, outcomeSuspicious, outcomeMixed}); err != nil {
		return err
	}
	for _, d := range []*time.Duration{a.Ready, a.Review} {
		if d != nil && (*d < 0 || *d > maxWait) {
			return model.Errorf(model.CodeInvalid, "An automatic callback can wait from 0s to %s.", maxWait)
		}
	}
	return nil
}

// review is what is sent about an attempt.
func (a *Auto) review(of Attempt) Review {
	if a.Outcome == outcomeSuspicious || a.Outcome == outcomeMixed && of.Number%3 == 0 {
		return Review{Status: "suspicious", Comments: []Comment{{Text: "A second person was seen (made by the mock).", Status: "Suspicious", Start: 61, Stop: 75}}}
	}
	return Review{Status: "clean"}
}

func (s *Service) autoRegistered(a Attempt) {
	auto := s.config.Auto
	if auto == nil {
		return
	}
	review := func() {
		if a.Protocol == ProtocolPSI && auto.Review != nil {
			s.later(*auto.Review, func(ctx context.Context) { _, _ = s.SendReview(ctx, a.ID, auto.review(a)) })
		}
	}
	if auto.Ready == nil {
		review()
		return
	}
	s.later(*auto.Ready, func(ctx context.Context) {
		_, _ = s.SendReady(ctx, a.ID) // what became of it is kept with the attempt
		review()
	})
}

func (s *Service) autoSubmitted(a Attempt) {
	if auto := s.config.Auto; auto != nil && auto.Review != nil {
		s.later(*auto.Review, func(ctx context.Context) { _, _ = s.SendReview(ctx, a.ID, auto.review(a)) })
	}
}

// later does something after a while, unless the service has ended by then.
func (s *Service) later(d time.Duration, do func(context.Context)) {
	s.config.AfterFunc(d, func() {
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			return
		}
		s.running.Add(1)
		s.mu.Unlock()
		defer s.running.Done()
		err := guard.Do("going on by itself", func() error {
			do(s.ctx)
			return nil
		})
		if err != nil {
			s.config.Log.Error("timer", "problem", model.Clean(err.Error()))
		}
	})
}
