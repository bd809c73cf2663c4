//go:build e2e

package signin

import (
	"context"
	"fmt"
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

// A person signs in with a browser on the same machine: the LMS's page, its question,
// and back to the program.
func TestE2EBrowser(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	p, b := newPerson(t, l), newBrowser(t)

	o := p.begins("--profile", "term")
	b.opens(o.address)
	b.signsIn("ops", l.Password())
	b.allows(true)
	if !strings.Contains(b.page, "Go back to the terminal") {
		t.Errorf("the browser ends at %s", b.page)
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

	// Somebody who may not does not change their mind by signing in.
	o = p.begins()
	b = newBrowser(t)
	b.opens(o.address)
	b.signsIn("nobody", l.Password())
	b.allows(false)
	if said, status := p.ends(o); status != 4 || !strings.Contains(said, "chose to cancel") {
		t.Errorf("%d %s", status, said)
	}
}

// Over SSH the browser is elsewhere: the person pastes where it ended, or the code.
func TestE2EPasted(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	p, b := newPerson(t, l), newBrowser(t)
	for _, pastes := range []func(*url.URL) string{
		func(u *url.URL) string { return u.String() },
		func(u *url.URL) string { return u.Query().Get("code") },
	} {
		o := p.begins()
		b.stopsAt = "http://127.0.0.1"
		if strings.HasPrefix(l.URL, b.stopsAt) { // the LMS is on this machine as well
			u, err := url.Parse(o.address)
			if err != nil {
				t.Fatal(err)
			}
			b.stopsAt = u.Query().Get("redirect_uri")
		}
		b.opens(o.address)
		if strings.Contains(b.page, `name="password"`) {
			b.signsIn("prof", l.Password())
		}
		if strings.Contains(b.page, `name="allow"`) {
			b.allows(true)
		}
		if b.at.Query().Get("code") == "" {
			t.Fatalf("the browser ends at %s\n%s", b.at, b.page)
		}
		if _, err := fmt.Fprintln(o.in, pastes(b.at)); err != nil {
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
		b.opens(o.address)
		if b.at.Query().Get("code") != "" {
			t.Errorf("%v: the browser ends at %s", args, b.at)
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
