package signin

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"examdesk/guard"
	"examdesk/model"
)

// Source has a token that is good, as long as who signed in may. However many
// goroutines and processes ask, a token is renewed once.
type Source struct {
	issuer *Issuer
	kept   Kept
	clock  func() time.Time

	mu     sync.Mutex
	token  Token
	flight *flight
	ahead  time.Duration
	// failed is why the last renewal failed, by whom, and until when it is not tried
	// again.
	failed struct {
		err   error
		proof string
		until time.Time
	}
	// unkept is an identity that could not be saved, and trouble why.
	unkept  *Identity
	trouble error
}

// flight is one renewal, which others wait for.
type flight struct {
	done chan struct{}
	err  error
}

// NewSource returns the source of the tokens of a sign-in that is kept. It asks nothing
// yet.
func NewSource(i *Issuer, kept Kept) *Source {
	return &Source{issuer: i, kept: kept, clock: i.clock}
}

// Token returns a token to be sent. It is renewed before it expires.
func (s *Source) Token(ctx context.Context) (string, error) { return s.good(ctx, "") }

// Renew returns another token than one that was refused.
func (s *Source) Renew(ctx context.Context, refused string) (string, error) {
	return s.good(ctx, refused)
}

// Expires is until when the present token is good; the zero time if there is none.
func (s *Source) Expires() time.Time { return s.present().Expires }

// Ahead is how far this machine's clock is ahead of the site's, as the last token that
// was asked for, or [Source.Heard], showed.
func (s *Source) Ahead() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ahead
}

// Heard notes an answer of the site's that has just come, for its clock.
func (s *Source) Heard(h http.Header) {
	at, known := DateOf(h)
	if !known {
		return
	}
	now := s.clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead = ahead(reply{header: h, asked: now, got: now})
	if diff := now.Sub(at); diff.Abs() < tolerance {
		s.ahead = 0
	}
}

// tolerance is a difference that an answer's way may make.
const tolerance = 5 * time.Second

// Trouble is why the sign-in will not outlive this run, nil if it will.
func (s *Source) Trouble() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trouble
}

func (s *Source) present() Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}

// good returns a token that is good and is not the refused one. The first who needs one
// gets it for all; if they give up, the next one does.
func (s *Source) good(ctx context.Context, refused string) (string, error) {
	for {
		s.mu.Lock()
		if s.fits(s.token, refused) {
			defer s.mu.Unlock()
			return s.token.Value.Reveal(), nil
		}
		f, first := s.flight, s.flight == nil
		if first {
			f = &flight{done: make(chan struct{})}
			s.flight = f
		}
		s.mu.Unlock()
		if first {
			s.lead(ctx, f, refused)
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return "", model.Wrap(context.Cause(ctx), model.CodeInterrupted, "The sign-in at %s was interrupted.", s.issuer.site.host())
		}
		switch {
		case f.err == nil:
			return s.present().Value.Reveal(), nil
		case first || model.CodeOf(f.err) != model.CodeInterrupted:
			return "", f.err
		}
	}
}

func (s *Source) lead(ctx context.Context, f *flight, refused string) {
	f.err = guard.Do("renewing the sign-in", func() error { return s.renew(ctx, refused) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flight = nil
	close(f.done)
}

// fits reports whether a token can be sent now.
func (s *Source) fits(t Token, refused string) bool {
	return !t.Value.IsZero() && t.Value.Reveal() != refused && s.clock().Before(t.renewedAt())
}

// renew takes the token that another run or another process got, or gets one while the
// others wait.
func (s *Source) renew(ctx context.Context, refused string) error {
	if found, err := s.found(ctx, refused); err != nil || found {
		return err
	}
	return s.kept.Alone(ctx, func() error {
		if found, err := s.found(ctx, refused); err != nil || found {
			return err
		}
		return s.exchange(ctx)
	})
}

func (s *Source) found(ctx context.Context, refused string) (bool, error) {
	t, err := s.kept.Token(ctx)
	if err != nil || !s.fits(t, refused) {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = t
	return true, nil
}

// exchange gets a token from the site and keeps it. A refresh token that comes with it
// is saved before anything else is done: the former one is void.
func (s *Source) exchange(ctx context.Context) error {
	who, err := s.identity(ctx)
	if err != nil {
		return err
	}
	if err := s.recent(who); err != nil {
		return err
	}
	patient, stop := lingering(ctx)
	defer stop()
	given, err := s.issuer.Again(patient, who)
	if err != nil {
		s.remember(err, who)
		return err
	}
	s.keep(patient, who, given)
	_ = s.kept.SaveToken(patient, given.Token) // without it the next run renews: a long token fits into no small keyring
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.ahead = given.Token, given.Ahead
	return nil
}

// identity is who signs in: what could not be saved goes before what is kept.
func (s *Source) identity(ctx context.Context) (Identity, error) {
	s.mu.Lock()
	unkept := s.unkept
	s.mu.Unlock()
	if unkept != nil {
		return *unkept, nil
	}
	return s.kept.Identity(ctx)
}

// keep saves the identity if it changed. If it cannot be saved, this run goes on with
// it, and tries again with the next token.
func (s *Source) keep(ctx context.Context, before Identity, given Given) {
	s.mu.Lock()
	again := s.unkept != nil
	s.mu.Unlock()
	if given.Identity == before && !again {
		return
	}
	err := s.kept.SaveIdentity(ctx, given.Identity)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unkept, s.trouble = nil, nil; err != nil {
		s.unkept = &given.Identity
		s.trouble = model.Wrap(err, model.CodeOf(err), "The sign-in at %s was renewed but cannot be kept, so you will have to sign in again after this run: %s", s.issuer.site.host(), model.Sentence(err))
	}
}

// deniedFor is how long a refusal is believed before the same secret is tried again.
const deniedFor = time.Minute

// remember keeps a refusal, so that a desk with many requests does not ask again for
// each of them, which would make the site refuse all the longer.
func (s *Source) remember(err error, who Identity) {
	wait := time.Duration(0)
	var limited *limitedError
	switch {
	case errors.As(err, &limited):
		wait = limited.wait
	case model.CodeOf(err) == model.CodeDenied:
		wait = deniedFor
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed.err, s.failed.proof, s.failed.until = err, who.proof(), s.clock().Add(wait)
	if model.CodeOf(err) == model.CodeDenied {
		s.unkept = nil // somebody may have signed in again meanwhile
	}
}

// recent is the refusal that still holds for this identity, nil if there is none.
func (s *Source) recent(who Identity) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed.proof == who.proof() && s.clock().Before(s.failed.until) {
		return s.failed.err
	}
	return nil
}

// grace is how long a token that was asked for is waited for after nobody wants it any
// more.
const grace = 5 * time.Second

// lingering is a context that outlives ctx a little: the answer to a request for a token
// must be read and kept, or the sign-in may be lost with it.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var mu sync.Mutex
	var timer *time.Timer
	stop := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		timer = time.AfterFunc(grace, cancel)
	})
	return out, func() {
		stop()
		mu.Lock()
		defer mu.Unlock()
		if timer != nil {
			timer.Stop()
		}
		cancel()
	}
}
