package signin

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"examdesk/client/signin/signintest"
	"examdesk/guard"
	"examdesk/model"
)

// signedIn is somebody who signed in with a password, and their source.
func signedIn(t *testing.T, f *signintest.LMS) (*Source, *memory) {
	t.Helper()
	i := issuer(t, f)
	given, err := i.WithPassword(t.Context(), "app", "ada", model.NewSecret(signintest.Password))
	if err != nil {
		t.Fatal(err)
	}
	m := &memory{identity: given.Identity, token: given.Token}
	return NewSource(i, m), m
}

// A token is used as long as it is good, renewed a minute early, and another one is got
// when it is refused. Its successor's refresh token is saved before it is.
func TestRenewed(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s, m := signedIn(t, f)
	token := func(want int) string {
		t.Helper()
		got, err := s.Token(t.Context())
		if _, given := f.Count(); err != nil || given != want {
			t.Fatalf("%v, %d tokens, want %d", err, given, want)
		}
		return got
	}
	first := token(1)
	f.Pass(time.Hour - maxEarly - time.Second)
	if token(1) != first {
		t.Error("another token")
	}
	f.Pass(time.Second)
	second := token(2)
	if second == first || !s.Expires().Equal(f.Now().Add(time.Hour)) || !slices.Equal(m.did, []string{"identity", "token"}) {
		t.Errorf("good until %v, %v", s.Expires(), m.did)
	}
	third, err := s.Renew(t.Context(), second)
	if err != nil || third == second || token(3) != third {
		t.Errorf("%v", err)
	}
	if again, err := s.Renew(t.Context(), second); err != nil || again != third || token(3) != third {
		t.Errorf("who was refused the former token gets another one: %v", err)
	}
	if m.identity.Refresh.Reveal() != f.Refresh() || m.token.Value.Reveal() != third {
		t.Error("something else is kept")
	}
	next := NewSource(issuer(t, f), m)
	if got, err := next.Token(t.Context()); err != nil || got != third {
		t.Errorf("the next run: %v", err)
	}
}

// A token that lives for a few seconds is not renewed at each request.
func TestShortToken(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s, m := signedIn(t, f)
	m.token = Token{Value: model.NewSecret("short"), Issued: start(), Expires: start().Add(40 * time.Second)}
	f.Pass(29 * time.Second)
	if got, err := s.Token(t.Context()); err != nil || got != "short" {
		t.Errorf("%v", err)
	}
	f.Pass(time.Second)
	if got, err := s.Token(t.Context()); err != nil || got == "short" {
		t.Errorf("%v", err)
	}
}

// Many goroutines of two processes renew at once: one request.
func TestSingleFlight(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	one, m := signedIn(t, f)
	two := NewSource(issuer(t, f), m)
	f.Pass(time.Hour)
	var all guard.Group
	var mu sync.Mutex
	got := map[string]int{}
	for range 25 {
		for _, s := range []*Source{one, two} {
			all.Go("asking for a token", func() error {
				token, err := s.Token(t.Context())
				mu.Lock()
				defer mu.Unlock()
				got[token]++
				return err
			})
		}
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	if asked, _ := f.Count(); asked != 2 || len(got) != 1 {
		t.Errorf("%d requests, %d tokens", asked, len(got))
	}
}

// held lets requests for a token wait until they are released.
func held(f *signintest.LMS) (arrived, release chan struct{}) {
	arrived, release = make(chan struct{}, 9), make(chan struct{})
	f.Answers(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
		f.Answers(nil)
		f.Give(w, r)
	})
	return arrived, release
}

// Who asked for a token and gives up does not lose it: the answer is read and kept, and
// those who waited get it.
func TestGivingUp(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s, m := signedIn(t, f)
	f.Pass(time.Hour)
	arrived, release := held(f)
	ctx, cancel := context.WithCancel(t.Context())
	first := guard.Start("asking", func() (string, error) { return s.Token(ctx) })
	<-arrived
	second := guard.Start("asking", func() (string, error) { return s.Token(t.Context()) })
	impatient, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Token(impatient); model.CodeOf(err) != model.CodeInterrupted {
		t.Errorf("who waits cannot give up: %v", err)
	}
	cancel()
	close(release)
	if got := <-second; got.Err != nil || got.Value == "" {
		t.Errorf("%v", got.Err)
	}
	<-first
	if m.identity.Refresh.Reveal() != f.Refresh() {
		t.Error("the refresh token is lost")
	}
}

// If who leads is interrupted before anything is asked, the next one leads.
func TestNextLeads(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s, m := signedIn(t, f)
	f.Pass(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	waits := &interrupted{memory: m, reached: make(chan struct{}), go_: make(chan struct{})}
	s.kept = waits
	first := guard.Start("asking", func() (string, error) { return s.Token(ctx) })
	<-waits.reached
	second := guard.Start("asking", func() (string, error) { return s.Token(t.Context()) })
	close(waits.go_)
	if got := <-first; model.CodeOf(got.Err) != model.CodeInterrupted {
		t.Errorf("%v", got.Err)
	}
	if got := <-second; got.Err != nil || got.Value == "" {
		t.Errorf("%v", got.Err)
	}
}

// interrupted has a lock for which the first who wants it waits without success.
type interrupted struct {
	*memory
	once         sync.Once
	reached, go_ chan struct{}
}

func (i *interrupted) Alone(ctx context.Context, f func() error) error {
	first := false
	i.once.Do(func() { first = true })
	if first {
		close(i.reached)
		<-i.go_
		return model.Wrap(ctx.Err(), model.CodeInterrupted, "Interrupted.")
	}
	return i.memory.Alone(ctx, f)
}

// A refusal is believed for a while: the site is not asked for each request.
func TestRefusalIsBelieved(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s, m := signedIn(t, f)
	f.Pass(time.Hour)
	fails := func(what string, asked int, code model.Code) {
		t.Helper()
		_, err := s.Token(t.Context())
		if n, _ := f.Count(); model.CodeOf(err) != code || err == nil || n != asked {
			t.Errorf("%s: %v after %d requests, want %s after %d", what, err, n, code, asked)
		}
	}
	f.Answers(says(502, ``))
	fails("down", 2, model.CodeUnavailable)
	fails("still down", 3, model.CodeUnavailable)
	f.Answers(says(403, `<h1>403</h1>`, "Retry-After", "120"))
	fails("limited", 4, model.CodeUnavailable)
	f.Pass(119 * time.Second)
	fails("still limited", 4, model.CodeUnavailable)
	f.Pass(time.Second)
	f.Answers(says(400, `{"error": "invalid_grant"}`))
	fails("ended", 5, model.CodeDenied)
	fails("still ended", 5, model.CodeDenied)
	f.Answers(nil)
	given, err := issuer(t, f).WithPassword(t.Context(), "app", "ada", model.NewSecret(signintest.Password))
	if err != nil {
		t.Fatal(err)
	}
	m.identity = given.Identity // signed in again in another window
	if got, err := s.Token(t.Context()); err != nil || got == "" {
		t.Errorf("%v", err)
	}
}

// If the new refresh token cannot be saved, the run goes on with it and says so, and
// saves it when that is possible.
func TestCannotBeKept(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s, m := signedIn(t, f)
	for range 2 {
		f.Pass(time.Hour)
		m.broken = model.Errorf(model.CodeUnavailable, "The keyring is locked.")
		if got, err := s.Token(t.Context()); err != nil || got == "" {
			t.Fatalf("%v", err)
		}
		refuses(t, "trouble", s.Trouble(), model.CodeUnavailable, "The keyring is locked")
	}
	m.broken = nil
	f.Pass(time.Hour)
	if _, err := s.Token(t.Context()); err != nil || s.Trouble() != nil || m.identity.Refresh.Reveal() != f.Refresh() {
		t.Errorf("%v, %v", err, s.Trouble())
	}
}

func TestNobody(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s := NewSource(issuer(t, f), &memory{})
	_, err := s.Token(t.Context())
	refuses(t, "nobody", err, model.CodeDenied, "not signed in")
	if asked, _ := f.Count(); asked != 0 {
		t.Error("the site was asked")
	}
}

// A panic while a token is renewed is an error for everybody who waits.
func TestPanicWhileRenewing(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s, m := signedIn(t, f)
	f.Pass(time.Hour)
	s.kept = panics{m}
	_, err := s.Token(t.Context())
	var p *guard.Panic
	if !errors.As(err, &p) {
		t.Errorf("%v", err)
	}
	s.kept = m
	if _, err := s.Token(t.Context()); err != nil {
		t.Errorf("the next one waits for ever, or: %v", err)
	}
}

type panics struct{ *memory }

func (panics) Alone(context.Context, func() error) error { panic("no") }

// The clock of the site is that of any answer of its.
func TestHeard(t *testing.T) {
	t.Parallel()
	f := newLMS(t)
	s, _ := signedIn(t, f)
	for by, want := range map[time.Duration]time.Duration{0: 0, -3 * time.Second: 0, 10 * time.Minute: -10 * time.Minute, -10 * time.Minute: 10 * time.Minute} {
		s.Heard(http.Header{"Date": {f.Now().Add(by).Format(http.TimeFormat)}})
		if s.Ahead() != want {
			t.Errorf("%v: %v", by, s.Ahead())
		}
	}
	s.Heard(http.Header{})
	now, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Renew(t.Context(), now); err != nil || s.Ahead() != 0 {
		t.Errorf("%v, %v", err, s.Ahead())
	}
}
