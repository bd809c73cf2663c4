package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"examdesk/guard"
	"examdesk/model"
)

// Asking is how a person is asked to sign in with a browser.
type Asking struct {
	ClientID string
	// Show shows the address at which the person signs in, or opens it.
	Show func(address string)
	// Paste reads what the person pastes: the address to which the LMS sent the browser,
	// or the code in it. why is what was wrong with what they pasted before. It is nil
	// where nobody can paste.
	Paste func(ctx context.Context, why string) (string, error)
	// Patience is how long the person is waited for; [DefaultPatience] if 0.
	Patience time.Duration
}

// DefaultPatience is how long a person may take to sign in at the LMS.
const DefaultPatience = 10 * time.Minute

// visit is one sign-in in a browser.
type visit struct {
	issuer *Issuer
	asking Asking
	// state comes back with the code, verifier proves that the code is ours (RFC 7636).
	state, verifier string
	// redirect is where the LMS sends the browser.
	redirect string
	// came gets the first valid answer.
	came chan allowed
}

// allowed is what the LMS says by way of the browser: a code, or why there is none.
type allowed struct {
	code string
	err  error
}

// InBrowser signs in a person at an LMS by their browser (authorization code with PKCE,
// RFC 8252): the LMS asks them, in whatever way they sign in there, and sends the
// browser to an address on this machine with a code. Where the browser is elsewhere,
// the person pastes that address.
func (i *Issuer) InBrowser(ctx context.Context, a Asking) (Given, error) {
	patience := a.Patience
	if patience == 0 {
		patience = DefaultPatience
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return Given{}, model.Wrap(err, model.CodeInternal, "No port of 127.0.0.1 can be listened on, to which the browser would be sent.")
	}
	v := &visit{
		issuer: i, asking: a, state: rand.Text(), verifier: oauth2.GenerateVerifier(),
		redirect: "http://" + l.Addr().String() + "/", came: make(chan allowed, 1),
	}
	stop := v.listen(l)
	defer stop()
	a.Show(v.address())
	if a.Paste != nil {
		guard.Start("reading what was pasted", func() (struct{}, error) {
			v.readPasted(waiting)
			return struct{}{}, nil
		})
	}
	select {
	case got := <-v.came:
		if got.err != nil {
			return Given{}, got.err
		}
		return i.withCode(ctx, a.ClientID, got.code, v.verifier, v.redirect)
	case <-waiting.Done():
		return Given{}, v.gaveUp(ctx, patience)
	}
}

// address is where the person allows it.
func (v *visit) address() string {
	c := oauth2.Config{ClientID: v.asking.ClientID, Endpoint: oauth2.Endpoint{AuthURL: v.issuer.site.URL + authorizePath}, RedirectURL: v.redirect}
	return c.AuthCodeURL(v.state, oauth2.S256ChallengeOption(v.verifier))
}

// listen waits for the browser until stop is called, which lets a page that is on its
// way arrive.
func (v *visit) listen(l net.Listener) (stop func()) {
	web := &http.Server{Handler: v, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second, MaxHeaderBytes: 64 << 10}
	done := guard.Start("waiting for the browser", func() (struct{}, error) {
		if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return struct{}{}, err
		}
		return struct{}{}, nil
	})
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if web.Shutdown(ctx) != nil {
			_ = web.Close()
		}
		<-done
	}
}

func (v *visit) gaveUp(ctx context.Context, patience time.Duration) error {
	host := v.issuer.site.host()
	if ctx.Err() != nil {
		return model.Wrap(context.Cause(ctx), model.CodeInterrupted, "The sign-in at %s was interrupted.", host)
	}
	return denied("Nobody finished the sign-in at %s within %s. If the LMS showed an error instead of a question, its application %q does not exist, is not public, or does not have the redirect URI http://127.0.0.1/; docs/lms.md says how to create it.", host, spanWords(patience), v.asking.ClientID)
}

// answer passes on the first valid answer.
func (v *visit) answer(a allowed) {
	select {
	case v.came <- a:
	default: // the same page, loaded again
	}
}

// ours reports whether a state is that of this sign-in.
func (v *visit) ours(state string) bool {
	return subtle.ConstantTimeCompare([]byte(state), []byte(v.state)) == 1
}
