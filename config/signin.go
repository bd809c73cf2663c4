package config

import (
	"context"
	"strings"
	"time"

	"examdesk/client/server"
	"examdesk/client/signin"
	"examdesk/model"
)

// Site is where people sign in: an LMS, or a server of examdesk's.
type Site struct {
	Kind    signin.Kind
	Address string
	// CAFile has the authorities that are trusted besides the system's.
	CAFile string
}

// The kinds of sites, and the grant of a program.
const (
	AtServer      = signin.Desk
	AtLMS         = signin.LMS
	ByApplication = signin.ClientCredentials
)

// Store is the URL of the store at a site.
func (s Site) Store() string {
	if s.Kind == AtServer {
		return serverScheme + s.Address
	}
	return s.Address
}

// Target is the store at a site.
func (s Site) Target() Target {
	if s.Kind == AtServer {
		return Target{Server: s.Address, CAFile: s.CAFile}
	}
	return Target{LMS: s.Address, CAFile: s.CAFile}
}

// Site is where people sign in for a store; false for a file.
func (t Target) Site() (Site, bool) {
	switch {
	case t.Server != "":
		return Site{AtServer, t.Server, t.CAFile}, true
	case t.LMS != "":
		return Site{AtLMS, t.LMS, t.CAFile}, true
	}
	return Site{}, false
}

// Browser is how a person is asked to sign in with a browser.
type Browser = signin.Asking

// LMSURL returns the address in the URL of a store at an LMS, which is the same but for
// a slash at the end; false for the URL of any other store.
func LMSURL(url string) (string, bool) {
	is := strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
	return strings.TrimSuffix(url, "/"), is
}

// SiteAt is the site whose address a person wrote. What answers at https:// without
// more is asked what it is, so that nobody has to know.
func (e Env) SiteAt(ctx context.Context, url, caFile string) (Site, error) {
	if address, is := ServerURL(url); is {
		s := Site{AtServer, address, caFile}
		return s, e.CheckSite(s)
	}
	address, is := LMSURL(url)
	if !is {
		return Site{}, model.Errorf(model.CodeInvalid, "%q is not the address of an LMS or a server; write https://HOST.", url)
	}
	s := Site{AtLMS, address, caFile}
	if err := e.CheckSite(s); err != nil {
		return s, err
	}
	at, err := e.at(ctx, Target{Server: address, CAFile: caFile})
	if err != nil {
		return s, err
	}
	ours, err := server.Answers(ctx, at)
	if ours {
		s.Kind = AtServer
	}
	return s, err
}

// CheckSite returns an error if the address is not one that people can sign in at.
func (e Env) CheckSite(s Site) error {
	return signin.Site{Kind: s.Kind, URL: s.Address, Insecure: e.Insecure}.Check()
}

// site is a site with what is trusted there.
func (e Env) site(ctx context.Context, s Site) (signin.Site, error) {
	trusted, err := trusting(ctx, s.CAFile)
	return signin.Site{Kind: s.Kind, URL: s.Address, Insecure: e.Insecure, Version: e.Version, TLS: trusted}, err
}

// Tokens is the source of the tokens of who is signed in at a site.
func (e Env) Tokens(ctx context.Context, c Config, s Site) (*signin.Source, error) {
	at, err := e.site(ctx, s)
	if err != nil {
		return nil, err
	}
	return tokensOf(c, at, e.Clock)
}

func tokensOf(c Config, at signin.Site, clock func() time.Time) (*signin.Source, error) {
	i, err := signin.New(at, clock)
	if err != nil {
		return nil, err
	}
	return signin.NewSource(i, LoginAt(c, at.URL)), nil
}

// Proof is what somebody signs in with: a secret of an application, a username with its
// password, or a browser.
type Proof struct {
	// ClientID is the application's.
	ClientID string
	Secret   model.Secret
	Username string
	Password model.Secret
	// Browser is used if there is neither a secret nor a username.
	Browser Browser
}

// The client ids of applications that an LMS has, or that docs/lms.md tells its admins
// to create.
const (
	// DefaultClientID is that of the application for browsers.
	DefaultClientID = "examdesk"
	// PasswordClientID is that of the LMS's own public application for passwords
	// (edx-platform, common/djangoapps/student/views/login.py, and its mobile apps).
	PasswordClientID = "login-service-client-id" //nolint:gosec // it is public
)

// ReadyToKeep returns an error if what a sign-in gives could not be kept. It is asked
// before anybody signs in, so that no token is lost.
func (e Env) ReadyToKeep(ctx context.Context, c Config) error {
	return c.Vault().Prove(ctx)
}

// SignIn signs somebody in at a site and keeps what it gives. Nothing is kept if the
// site refuses. The answer is how far this machine's clock is ahead of the site's.
func (e Env) SignIn(ctx context.Context, c Config, s Site, p Proof) (time.Duration, error) {
	at, err := e.site(ctx, s)
	if err != nil {
		return 0, err
	}
	i, err := signin.New(at, e.Clock)
	if err != nil {
		return 0, err
	}
	given, err := p.give(ctx, i)
	if err != nil {
		return 0, err
	}
	l := LoginAt(c, s.Address)
	if err := l.Alone(ctx, func() error { return l.replace(ctx, given) }); err != nil {
		return 0, err
	}
	return given.Ahead, nil
}

// replace keeps a new sign-in in place of the former one.
func (l Login) replace(ctx context.Context, given signin.Given) error {
	if err := l.SaveIdentity(ctx, given.Identity); err != nil {
		return err
	}
	if l.SaveToken(ctx, given.Token) == nil {
		return nil
	}
	// A long token does not fit into every keyring; the next run gets another one. That
	// of the former sign-in must not be left.
	return exceptNotFound(l.vault.Remove(ctx, l.name+tokenPart))
}

func (p Proof) give(ctx context.Context, i *signin.Issuer) (signin.Given, error) {
	switch {
	case !p.Secret.IsZero():
		return i.WithSecret(ctx, p.ClientID, p.Secret)
	case p.Username != "":
		return i.WithPassword(ctx, p.ClientID, p.Username, p.Password)
	}
	b := p.Browser
	b.ClientID = p.ClientID
	return i.InBrowser(ctx, b)
}

// SignedIn is who is signed in at a site.
type SignedIn struct {
	model.Person
	Kind signin.Kind
	// Orgs are the organizations whose every course the person is staff of.
	Orgs []string
	// GroupsKnown reports whether the groups are known; an LMS does not tell them.
	GroupsKnown bool
	// Grant is how the person signed in.
	Grant signin.Grant
	// Expires is until when the token is good; it is renewed by itself.
	Expires time.Time
	// SecretPlace is where the secret and the token are kept.
	SecretPlace string
	// Release is the server's own, or that of edx-proctoring whose rules are followed
	// at an LMS; ReleaseBy says how the latter is known.
	Release, ReleaseBy string
	// Skew is how far this machine's clock is ahead of the site's.
	Skew time.Duration
	// Trouble is why the sign-in will not outlive this run, nil if it will.
	Trouble error
}

// SkewWords is a sentence about a clock of this machine that differs from the site's, ""
// if they are about the same.
func (s SignedIn) SkewWords() string { return signin.SkewWords(s.Skew, s.Kind) }

// WhoAmI asks the site of a store who is signed in.
func (e Env) WhoAmI(ctx context.Context, c Config, t Target) (SignedIn, error) {
	if t.LMS != "" {
		return e.whoAtLMS(ctx, c, t)
	}
	return e.whoAtServer(ctx, c, t)
}
