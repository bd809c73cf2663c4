package signin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/model"
)

// What must never be in an error or a page.
const (
	rightSecret   = "application-secret-nobody-may-see"
	rightPassword = "password-nobody-may-see"
)

func start() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// fakeLMS gives tokens as django-oauth-toolkit and edx-platform do: PKCE with S256 only,
// codes and refresh tokens that are good once.
type fakeLMS struct {
	*httptest.Server
	mu    sync.Mutex
	clock time.Time
	// challenges are those of codes that were given, refresh the token that is good now.
	challenges map[string]string
	refresh    string
	// given counts tokens, asked requests for one, revoked what was revoked.
	given, asked int
	revoked      []string
	// reply, if it is set, answers requests for a token instead.
	reply http.HandlerFunc
	// deny denies in the browser.
	deny bool
}

func newLMS(t *testing.T) *fakeLMS {
	t.Helper()
	f := &fakeLMS{clock: start(), challenges: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth2/authorize/", f.authorize)
	mux.HandleFunc("POST /oauth2/access_token", f.token)
	mux.HandleFunc("POST /oauth2/revoke_token/", func(_ http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.revoked = append(f.revoked, r.FormValue("token"))
	})
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	return f
}

func (f *fakeLMS) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clock
}

func (f *fakeLMS) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock = f.clock.Add(d)
}

func (f *fakeLMS) count() (asked, given int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked, f.given
}

func (f *fakeLMS) answers(h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reply = h
}

func (f *fakeLMS) issuer(t *testing.T) *Issuer {
	t.Helper()
	i, err := New(Site{Kind: LMS, URL: f.URL, Version: "test"}, f.now)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// authorize is what a browser meets after the person has signed in at the LMS.
func (f *fakeLMS) authorize(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	q := r.URL.Query()
	to, err := url.Parse(q.Get("redirect_uri"))
	if q.Get("client_id") != "examdesk" || q.Get("response_type") != "code" || err != nil || to.Hostname() != "127.0.0.1" || to.Path != "/" {
		http.Error(w, "Error: invalid_request", http.StatusBadRequest)
		return
	}
	back := url.Values{"state": {q.Get("state")}}
	switch {
	case f.deny:
		back.Set("error", "access_denied")
	case q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43:
		back.Set("error", "invalid_request")
	default:
		code := fmt.Sprintf("code%026d", len(f.challenges))
		f.challenges[code] = q.Get("code_challenge") + " " + q.Get("redirect_uri")
		back.Set("code", code)
	}
	to.RawQuery = back.Encode()
	http.Redirect(w, r, to.String(), http.StatusFound)
}

func (f *fakeLMS) token(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.asked++
	reply := f.reply
	f.mu.Unlock()
	w.Header().Set("Date", f.now().Format(http.TimeFormat))
	if reply != nil {
		reply(w, r)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if word := f.refusal(r); word != "" {
		w.WriteHeader(map[bool]int{true: http.StatusUnauthorized, false: http.StatusBadRequest}[word == "invalid_client"])
		_, _ = fmt.Fprintf(w, `{"error": %q}`, word)
		return
	}
	f.given++
	out := map[string]any{"access_token": f.sign(fmt.Sprint("n", f.given), time.Hour), "expires_in": 3600, "token_type": "JWT", "scope": "read write email profile"}
	if r.FormValue("grant_type") != "client_credentials" {
		f.refresh = fmt.Sprintf("refresh-nobody-may-see-%d", f.given)
		out["refresh_token"] = f.refresh
	}
	_ = json.NewEncoder(w).Encode(out)
}

// refusal is why a request gets no token, in OAuth 2's words.
func (f *fakeLMS) refusal(r *http.Request) string {
	if r.FormValue("token_type") != "jwt" {
		return "invalid_request"
	}
	switch r.FormValue("grant_type") {
	case "client_credentials":
		if r.FormValue("client_secret") != rightSecret {
			return "invalid_client"
		}
	case "password":
		if r.FormValue("password") != rightPassword {
			return "invalid_grant"
		}
	case "refresh_token":
		if f.refresh == "" || r.FormValue("refresh_token") != f.refresh {
			return "invalid_grant"
		}
	case "authorization_code":
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		want := base64.RawURLEncoding.EncodeToString(sum[:]) + " " + r.FormValue("redirect_uri")
		if f.challenges[r.FormValue("code")] != want {
			return "invalid_grant"
		}
		f.challenges[r.FormValue("code")] = ""
	default:
		return "unsupported_grant_type"
	}
	return ""
}

// sign makes a token that is good for a while from the LMS's present on.
func (f *fakeLMS) sign(id string, life time.Duration) string {
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		ID: id, IssuedAt: jwt.NewNumericDate(f.clock), ExpiresAt: jwt.NewNumericDate(f.clock.Add(life)),
	}).SignedString([]byte("a key of the test's"))
	if err != nil {
		panic(err)
	}
	return token
}

// says answers with a status and a body.
func says(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// memory keeps a sign-in, and notes what is done with it.
type memory struct {
	mu       sync.Mutex
	identity Identity
	token    Token
	did      []string
	// broken is why nothing can be saved.
	broken error
	alone  sync.Mutex
}

func (m *memory) Identity(context.Context) (Identity, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.identity == (Identity{}) {
		return Identity{}, model.Errorf(model.CodeDenied, "You are not signed in.")
	}
	return m.identity, nil
}

func (m *memory) SaveIdentity(_ context.Context, i Identity) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	m.identity, m.did = i, append(m.did, "identity")
	return nil
}

func (m *memory) Token(context.Context) (Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.token, nil
}

func (m *memory) SaveToken(_ context.Context, t Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	m.token, m.did = t, append(m.did, "token")
	return nil
}

func (m *memory) Alone(_ context.Context, f func() error) error {
	m.alone.Lock()
	defer m.alone.Unlock()
	return f()
}

// refuses checks an error's code and words, and that it holds no secret.
func refuses(t *testing.T, what string, err error, code model.Code, words string) {
	t.Helper()
	if err == nil || model.CodeOf(err) != code || !strings.Contains(model.Sentence(err), words) {
		t.Errorf("%s: %v, want %s with %q", what, err, code, words)
		return
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(e.Error(), "nobody-may-see") {
			t.Errorf("%s: a secret is in the error: %v", what, e)
		}
	}
}
