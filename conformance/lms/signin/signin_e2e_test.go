//go:build e2e

package signin

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/client/lms/api"
	"examdesk/client/signin"
	"examdesk/conformance/lms"
	"examdesk/model"
)

// arrives opens the address to which the LMS sent the browser, and returns the page.
func arrives(t *testing.T, away *url.URL) string {
	t.Helper()
	if away == nil {
		t.Fatal("the LMS shows an error")
	}
	res, err := http.Get(away.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// A person signs in with a browser on the same machine: the LMS's page, its question,
// and back to the program.
func TestE2EBrowser(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	p, b := newPerson(t, l), l.Browser("ops")

	o := p.begins("--profile", "term")
	if page := arrives(t, b.Open(o.address)); !strings.Contains(page, "Go back to the terminal") || len(b.Pages) != 2 {
		t.Errorf("the browser went to %v and ends at %s", b.Pages, page)
	}
	said, status := p.ends(o)
	for _, want := range []string{"Signed in at " + l.URL + " as ops (ops@lms.example.com)", "Global staff", "The profile term is written"} {
		if status != 0 || !strings.Contains(said, want) {
			t.Errorf("%d, nothing says %q: %s", status, want, said)
		}
	}
	if w := p.whoami(); w.User != "ops" || !w.Staff || w.Groups != nil || w.Expires.Before(time.Now().Add(30*time.Minute)) {
		t.Errorf("%+v", w)
	}

	// Signing out is known at the LMS, too: nobody can renew what was kept.
	live := "SELECT COUNT(*) FROM oauth2_provider_refreshtoken WHERE revoked IS NULL"
	if n := l.Number(live); n != 1 {
		t.Errorf("%d refresh tokens", n)
	}
	if said, status := p.runs("", "--profile", "term", "logout"); status != 0 || !strings.Contains(said, "Signed out") {
		t.Errorf("%d %s", status, said)
	}
	if n := l.Number(live); n != 0 {
		t.Errorf("%d refresh tokens are left", n)
	}
	if said, status := p.runs("", "--profile", "term", "whoami"); status != 4 || !strings.Contains(said, "not signed in") {
		t.Errorf("%d %s", status, said)
	}

	// Who cancels is not signed in.
	o = p.begins()
	b = l.Browser("nobody")
	b.Refuse = true
	if page := arrives(t, b.Open(o.address)); !strings.Contains(page, "You are not signed in") {
		t.Errorf("the browser ends at %s", page)
	}
	if said, status := p.ends(o); status != 4 || !strings.Contains(said, "chose to cancel") {
		t.Errorf("%d %s", status, said)
	}
}

// Over SSH the browser is elsewhere: the person pastes where it ended, or the code.
func TestE2EPasted(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	p, b := newPerson(t, l), l.Browser("prof")
	for _, pastes := range []func(*url.URL) string{
		func(u *url.URL) string { return u.String() },
		func(u *url.URL) string { return u.Query().Get("code") },
	} {
		o := p.begins()
		away := b.Open(o.address)
		if away == nil || away.Query().Get("code") == "" {
			t.Fatalf("the browser went to %v and ends at %v", b.Pages, away)
		}
		if _, err := fmt.Fprintln(o.in, pastes(away)); err != nil {
			t.Fatal(err)
		}
		said, status := p.ends(o)
		if status != 0 || !strings.Contains(said, "as prof (prof@lms.example.com)") || !strings.Contains(said, "Course staff") {
			t.Errorf("%d %s", status, said)
		}
	}
	if w := p.whoami(); w.Staff || !slices.Equal(w.Courses, []string{lms.Ethics}) {
		t.Errorf("%+v", w)
	}

	// What the LMS does not know it does not let in, and says so in the browser.
	for _, args := range [][]string{{"--client-id", "no-such-application"}, {"--client-id", "script-staff"}} {
		o := p.begins(args...)
		if away := b.Open(o.address); away != nil && away.Query().Get("code") != "" {
			t.Errorf("%v: the browser ends at %s", args, away)
		}
		_ = o.cmd.Process.Kill()
		_, _ = p.ends(o)
	}
}

// People with a password, and programs with a secret.
func TestE2EPasswordsAndSecrets(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	p := newPerson(t, l)
	for _, c := range []struct {
		in     string
		args   []string
		status int
		wants  string
	}{
		{"wrong\n", []string{"--username", "staff", "--password-stdin"}, 4, "does not accept this username with this password"},
		{l.Password() + "\n", []string{"--username", "dean", "--password-stdin"}, 0, "every course of NordicU."},
		{l.Password() + "\n", []string{"--username", "mailless", "--password-stdin"}, 0, "Rejecting is refused"},
		{l.Password() + "\n", []string{"--username", "nobody", "--password-stdin"}, 0, "You are not staff of any course"},
		{l.Password() + "\n", []string{"--username", "staff", "--password-stdin", "--client-id", "nothing"}, 4, "no public application"},
		{l.Password() + "\n", []string{"--username", "staff", "--password-stdin", "--client-id", "examdesk"}, 4, "Resource owner password-based"},
		{"wrong", []string{"--client-id", "script-ops", "--secret-stdin"}, 4, "does not accept the client id"},
		{l.App("ops").Secret, []string{"--client-id", "script-ops", "--secret-stdin"}, 0, "is done as ops, who owns the application"},
	} {
		said, status := p.runs(c.in, append([]string{"login", l.URL}, c.args...)...)
		if status != c.status || !strings.Contains(strings.Join(strings.Fields(said), " "), c.wants) {
			t.Errorf("%v: %d, want %d with %q: %s", c.args, status, c.status, c.wants, said)
		}
	}
	if w := p.whoami(); w.User != "ops" || !w.Staff {
		t.Errorf("%+v", w)
	}
}

// Several processes find that the token has ended: one renews it, and the others use
// what it got. The refresh token that comes with it is the one that is kept.
func TestE2ERenewed(t *testing.T) {
	l := lms.Start(t, lms.Options{TokenSeconds: 2})
	p := newPerson(t, l)
	if said, status := p.runs(l.Password(), "login", l.URL, "--username", "staff", "--password-stdin"); status != 0 {
		t.Fatal(said)
	}
	l.Restart(func(o *lms.Options) { o.TokenSeconds = 3600 })
	time.Sleep(2 * time.Second) // the token ends
	before := l.Number("SELECT COUNT(*) FROM oauth2_provider_refreshtoken")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { p.runs("", "--store", l.URL, "whoami") })
	}
	all.Wait()
	if n := l.Number("SELECT COUNT(*) FROM oauth2_provider_refreshtoken") - before; n != 1 {
		t.Errorf("%d refresh tokens were given", n)
	}
	if n := l.Number("SELECT COUNT(*) FROM oauth2_provider_refreshtoken WHERE revoked IS NULL"); n != 1 {
		t.Errorf("%d refresh tokens are good", n)
	}
	if w := p.whoami(); w.User != "staff" || w.Expires.Before(time.Now().Add(30*time.Minute)) {
		t.Errorf("%+v", w)
	}
}

// keeps is a sign-in in memory.
type keeps struct {
	mu       sync.Mutex
	identity signin.Identity
	token    signin.Token
}

func (k *keeps) Identity(context.Context) (signin.Identity, error) { return k.identity, nil }
func (k *keeps) Token(context.Context) (signin.Token, error)       { return k.token, nil }
func (k *keeps) SaveToken(_ context.Context, t signin.Token) error { k.token = t; return nil }
func (k *keeps) SaveIdentity(_ context.Context, i signin.Identity) error {
	k.identity = i
	return nil
}

func (k *keeps) Alone(_ context.Context, f func() error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return f()
}

// A token that the LMS refuses is answered with 403 by edx-proctoring and with 401 by
// the platform; both are renewed once, and neither is taken for a lack of rights.
func TestE2ERefused(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	i, err := signin.New(signin.Site{Kind: signin.LMS, URL: l.URL}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	given, err := i.WithPassword(t.Context(), lms.PasswordApp, "ops", model.NewSecret(l.Password()))
	if err != nil || given.Ahead.Abs() > time.Second {
		t.Fatalf("%v, %v", given.Ahead, err)
	}
	spoiled := given.Token
	spoiled.Value = model.NewSecret(given.Value.Reveal()[:len(given.Value.Reveal())-4] + "AAAA")
	for what, ask := range map[string]func(*api.Client) error{
		"403": func(c *api.Client) error { _, err := c.Exams(t.Context(), lms.Ethics); return err },
		"401": func(c *api.Client) error { _, err := c.Me(t.Context()); return err },
	} {
		k := &keeps{identity: given.Identity, token: spoiled}
		s := signin.NewSource(i, k)
		c, err := api.New(api.Config{URL: l.URL, Token: s.Token, Renew: s.Renew})
		if err != nil {
			t.Fatal(err)
		}
		if err := ask(c); err != nil || k.token.Value == spoiled.Value || k.identity.Refresh == given.Refresh {
			t.Errorf("%s: %v", what, err)
		}
		given.Identity = k.identity
	}
	// Who may not is not signed in again.
	nobody, err := i.WithPassword(t.Context(), lms.PasswordApp, "nobody", model.NewSecret(l.Password()))
	if err != nil {
		t.Fatal(err)
	}
	k := &keeps{identity: nobody.Identity, token: nobody.Token}
	s := signin.NewSource(i, k)
	c, err := api.New(api.Config{URL: l.URL, Token: s.Token, Renew: s.Renew})
	if err != nil {
		t.Fatal(err)
	}
	err = c.Review(t.Context(), "no-such-attempt", []byte(`{}`))
	if err == nil || k.token != nobody.Token || k.identity != nobody.Identity {
		t.Errorf("%v, signed in again: %v", err, k.token != nobody.Token)
	}
	// A refresh token that was used is void.
	_, err = i.Again(t.Context(), signin.Identity{Grant: signin.Password, ClientID: lms.PasswordApp, Refresh: nobody.Refresh})
	if err != nil {
		t.Fatal(err)
	}
	_, err = i.Again(t.Context(), nobody.Identity)
	if model.CodeOf(err) != model.CodeDenied || !strings.Contains(model.Sentence(err), "has ended") {
		t.Errorf("%v", err)
	}
}
