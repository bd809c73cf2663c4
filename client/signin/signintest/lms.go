// Package signintest is an LMS for tests of signing in: it gives tokens, and says who
// somebody is.
package signintest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// What somebody signs in with. None of it may ever be shown.
const (
	Secret   = "application-secret-nobody-may-see"
	Password = "password-nobody-may-see"
)

// LMS gives tokens as django-oauth-toolkit and edx-platform do: PKCE with S256 only,
// codes and refresh tokens that are good once. Its applications are those with the
// client ids examdesk (public, for browsers), login-service-client-id (public, for
// passwords) and program (confidential); any of them may be asked for in tests of the
// grants alone.
type LMS struct {
	*httptest.Server
	mu    sync.Mutex
	clock time.Time
	// challenges are those of codes that were given, refresh the token that is good now,
	// access those that are accepted.
	challenges map[string]string
	refresh    string
	access     map[string]bool
	// given counts tokens, asked requests for one, revoked what was revoked.
	given, asked int
	revoked      []string
	reply        http.HandlerFunc
	deny         bool
	person       Person
}

// Person is who signs in, as the LMS describes them.
type Person struct {
	Username, Email string
	Staff           bool
	// Roles are JSON, as the platform writes them.
	Roles string
}

// Start starts an LMS at a time. The caller closes it.
func Start(now time.Time) *LMS {
	f := &LMS{clock: now, challenges: map[string]string{}, access: map[string]bool{}, person: Person{"ada", "ada@lms.example", true, "[]"}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth2/authorize/", f.authorize)
	mux.HandleFunc("POST /oauth2/access_token", f.token)
	mux.HandleFunc("POST /oauth2/revoke_token/", func(_ http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.revoked = append(f.revoked, r.FormValue("token"))
	})
	f.people(mux)
	f.Server = httptest.NewServer(mux)
	return f
}

// Now is the time at the LMS.
func (f *LMS) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clock
}

// Pass lets time pass there.
func (f *LMS) Pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock = f.clock.Add(d)
}

// Count returns how many requests for a token there were, and how many got one.
func (f *LMS) Count() (asked, given int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked, f.given
}

// Refresh is the refresh token that is good now.
func (f *LMS) Refresh() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.refresh
}

// Revoked are the tokens that were revoked.
func (f *LMS) Revoked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.revoked...)
}

// Answers lets requests for a token be answered otherwise; nil ends that.
func (f *LMS) Answers(h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reply = h
}

// Deny lets the person in the browser cancel.
func (f *LMS) Deny() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deny = true
}

// Forget lets the LMS accept no token that it gave.
func (f *LMS) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.access = map[string]bool{}
}

// Is sets who signs in.
func (f *LMS) Is(p Person) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.person = p
}

// authorize is what a browser meets after the person has signed in at the LMS.
func (f *LMS) authorize(w http.ResponseWriter, r *http.Request) {
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
	http.Redirect(w, r, to.String(), http.StatusFound) //nolint:gosec // an authorization server redirects to where it is asked to, on 127.0.0.1
}

func (f *LMS) token(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.asked++
	reply := f.reply
	f.mu.Unlock()
	w.Header().Set("Date", f.Now().Format(http.TimeFormat))
	if reply != nil {
		reply(w, r)
		return
	}
	f.Give(w, r)
}

// Give answers a request for a token as usual.
func (f *LMS) Give(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if word := f.refusal(r); word != "" {
		w.WriteHeader(map[bool]int{true: http.StatusUnauthorized, false: http.StatusBadRequest}[word == "invalid_client"])
		_, _ = fmt.Fprintf(w, `{"error": %q}`, word)
		return
	}
	f.given++
	token := f.sign(fmt.Sprint("n", f.given), time.Hour)
	f.access[token] = true
	out := map[string]any{"access_token": token, "expires_in": 3600, "token_type": "JWT", "scope": "read write email profile"}
	if r.FormValue("grant_type") != "client_credentials" {
		f.refresh = fmt.Sprintf("refresh-nobody-may-see-%d", f.given)
		out["refresh_token"] = f.refresh
	}
	_ = json.NewEncoder(w).Encode(out)
}

// refusal is why a request gets no token, in OAuth 2's words.
func (f *LMS) refusal(r *http.Request) string {
	if r.FormValue("token_type") != "jwt" {
		return "invalid_request"
	}
	switch r.FormValue("grant_type") {
	case "client_credentials":
		if r.FormValue("client_secret") != Secret {
			return "invalid_client"
		}
	case "password":
		if r.FormValue("password") != Password {
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

// Sign makes a token that is good for a while from the LMS's present on.
func (f *LMS) Sign(id string, life time.Duration) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sign(id, life)
}

func (f *LMS) sign(id string, life time.Duration) string {
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		ID: id, IssuedAt: jwt.NewNumericDate(f.clock), ExpiresAt: jwt.NewNumericDate(f.clock.Add(life)),
	}).SignedString([]byte("a key of the test's"))
	if err != nil {
		panic(err)
	}
	return token
}

// people answers who somebody is, as the platform's API does.
func (f *LMS) people(mux *http.ServeMux) {
	answer := func(shape func(p Person) string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			f.mu.Lock()
			defer f.mu.Unlock()
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Date", f.clock.Format(http.TimeFormat))
			token, is := strings.CutPrefix(r.Header.Get("Authorization"), "JWT ")
			if !is || !f.access[token] {
				w.WriteHeader(http.StatusForbidden)
				_, _ = fmt.Fprint(w, `{"detail": "Error decoding token."}`)
				return
			}
			_, _ = fmt.Fprint(w, shape(f.person))
		}
	}
	mux.HandleFunc("GET /api/user/v1/me", answer(func(p Person) string { return fmt.Sprintf(`{"username": %q}`, p.Username) }))
	mux.HandleFunc("GET /api/user/v1/accounts", answer(func(p Person) string {
		return fmt.Sprintf(`[{"username": %q, "email": %q, "name": "Ada L.", "is_active": true}]`, p.Username, p.Email)
	}))
	mux.HandleFunc("GET /api/enrollment/v1/roles/", answer(func(p Person) string { return fmt.Sprintf(`{"roles": %s, "is_staff": %v}`, p.Roles, p.Staff) }))
}
