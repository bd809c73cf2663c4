//go:build e2e

package signin

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// browser is a person's at the LMS, with their cookies.
type browser struct {
	t    *testing.T
	http http.Client
	// stopsAt is where it follows no redirect: an address on its own machine, at which
	// nobody listens.
	stopsAt string
	// at is where it is, page what it shows.
	at   *url.URL
	page string
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t}
	b.http = http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if b.stopsAt != "" && strings.HasPrefix(r.URL.String(), b.stopsAt) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

// shows takes over what came.
func (b *browser) shows(res *http.Response, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.at, b.page = res.Request.URL, string(page)
	if to, err := res.Location(); err == nil {
		b.at = to
	}
}

// opens goes to an address.
func (b *browser) opens(address string) {
	b.t.Helper()
	b.shows(b.http.Get(address))
}

var (
	inputs = regexp.MustCompile(`<input[^>]*>`)
	part   = regexp.MustCompile(`\b(name|value)="([^"]*)"`)
)

// submits sends the form of the page with what is typed into it; a button that is not
// pressed is left out.
func (b *browser) submits(typed map[string]string, pressed string) {
	b.t.Helper()
	form := url.Values{}
	for _, input := range inputs.FindAllString(b.page, -1) {
		named := map[string]string{}
		for _, m := range part.FindAllStringSubmatch(input, -1) {
			named[m[1]] = strings.NewReplacer("&amp;", "&", "&quot;", `"`, "&#x27;", "'").Replace(m[2])
		}
		if named["name"] == "" || strings.Contains(input, `type="submit"`) && named["name"] != pressed {
			continue
		}
		form.Set(named["name"], named["value"])
	}
	for name, value := range typed {
		form.Set(name, value)
	}
	b.shows(b.http.PostForm(b.at.String(), form))
}

// signsIn signs in at the LMS's own page.
func (b *browser) signsIn(username, password string) {
	b.t.Helper()
	if !strings.Contains(b.page, `name="password"`) {
		b.t.Fatalf("this is not a page for signing in: %s\n%s", b.at, b.page)
	}
	b.submits(map[string]string{"username": username, "password": password}, "")
}

// allows answers the question whether the application may sign in.
func (b *browser) allows(yes bool) {
	b.t.Helper()
	if !strings.Contains(b.page, `name="allow"`) {
		b.t.Fatalf("this page asks nothing: %s\n%s", b.at, b.page)
	}
	pressed := ""
	if yes {
		pressed = "allow"
	}
	b.submits(nil, pressed)
}
