//go:build e2e

package lms

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Browser is somebody at a browser, who signs in where the LMS asks them to and says
// yes or no where it asks whether a program may act for them.
type Browser struct {
	// Refuse says no.
	Refuse bool
	// Pages are the pages that were shown, by their paths.
	Pages []string

	t                  testing.TB
	site               string
	username, password string
	client             *http.Client
}

// Browser opens one, in which nobody is signed in yet.
func (l *LMS) Browser(username string) *Browser {
	l.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		l.t.Fatal(err)
	}
	return &Browser{t: l.t, site: l.URL, username: username, password: l.Password(), client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Open opens an address and does what the pages ask, until the LMS sends the browser
// somewhere else: that address is returned, and not asked. Where the LMS shows an
// error instead, the address is nil.
func (b *Browser) Open(address string) (away *url.URL) {
	b.t.Helper()
	method, form := http.MethodGet, url.Values(nil)
	for range 20 {
		at, err := url.Parse(address)
		if err != nil {
			b.t.Fatal(err)
		}
		if at.Scheme+"://"+at.Host != b.site {
			return at
		}
		status, to, page := b.ask(method, at, form)
		switch {
		case to != "":
			method, form, address = http.MethodGet, nil, to
		case status != http.StatusOK || page == nil:
			return nil
		default:
			b.Pages = append(b.Pages, at.Path)
			method, form = http.MethodPost, b.fill(page)
		}
	}
	b.t.Fatalf("%s never ends: %v", address, b.Pages)
	return nil
}

// Submit opens a page of the LMS, signing in where that is asked, fills its form in as
// it stands there but for the values, and sends it, with the button that is named. The
// LMS must have taken it: where it shows the form again, the test fails.
func (b *Browser) Submit(path, button string, values map[string]string) {
	b.t.Helper()
	at, err := url.Parse(b.site + path)
	if err != nil {
		b.t.Fatal(err)
	}
	method, form, sent := http.MethodGet, url.Values(nil), false
	for range 20 {
		status, to, page := b.ask(method, at, form)
		switch {
		case to != "" && sent:
			return
		case to != "":
			if at, err = url.Parse(to); err != nil {
				b.t.Fatal(err)
			}
			method, form = http.MethodGet, nil
		case status != http.StatusOK || page == nil || sent:
			b.t.Fatalf("%s %s answers %d, and the form was not taken", method, at.Path, status)
		default:
			method, form = http.MethodPost, b.fill(page)
			if sent = !form.Has("username"); !sent {
				continue
			}
			form.Del("allow")
			form.Set(button, button)
			for name, value := range values {
				if !form.Has(name) {
					b.t.Fatalf("%s has no field %s: %v", at.Path, name, form)
				}
				form.Set(name, value)
			}
		}
	}
	b.t.Fatalf("%s never ends", path)
}

// ReviewInAdmin saves an attempt's review in Django admin with another status: the
// deed of a reviewer by hand.
func (b *Browser) ReviewInAdmin(review int64, status string) {
	b.t.Helper()
	b.Submit("/admin/edx_proctoring/proctoredexamsoftwaresecurereview/"+strconv.FormatInt(review, 10)+"/change/", "_save", map[string]string{"review_status": status})
}

// ask sends one request; to is where the answer sends the browser, page is its form,
// if it has one.
func (b *Browser) ask(method string, at *url.URL, form url.Values) (status int, to string, page *html.Node) {
	b.t.Helper()
	q, err := http.NewRequestWithContext(b.t.Context(), method, at.String(), strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Referer", at.String())
	}
	a, err := b.client.Do(q)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	if next := a.Header.Get("Location"); next != "" {
		there, err := at.Parse(next)
		if err != nil {
			b.t.Fatal(err)
		}
		return a.StatusCode, there.String(), nil
	}
	if a.StatusCode != http.StatusOK {
		_, _ = io.Copy(io.Discard, a.Body)
		return a.StatusCode, "", nil
	}
	whole, err := html.Parse(a.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	for n := range whole.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			page = n
		}
	}
	return a.StatusCode, "", page
}

// fill fills a form in: the sign-in, or the question whether a program may.
func (b *Browser) fill(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name, value, has := field(n)
		if !has {
			continue
		}
		switch name {
		case "", "allow":
			continue
		case "username":
			value = b.username
		case "password":
			value = b.password
		}
		values.Set(name, value)
	}
	if !values.Has("username") && !b.Refuse {
		values.Set("allow", "Authorize")
	}
	return values
}

// field is what a browser would send for an element of a form; buttons are not.
func field(n *html.Node) (name, value string, has bool) {
	if n.Type != html.ElementNode {
		return "", "", false
	}
	name = attribute(n, "name")
	switch n.Data {
	case "input":
		kind := attribute(n, "type")
		on := kind != "checkbox" && kind != "radio" || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" })
		return name, attribute(n, "value"), kind != "submit" && on
	case "textarea":
		for text := range n.ChildNodes() {
			value += text.Data
		}
		// The first line break belongs to the element.
		return name, strings.TrimPrefix(value, "\n"), true
	case "select":
		for option := range n.Descendants() {
			if slices.ContainsFunc(option.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
				value = attribute(option, "value")
			}
		}
		return name, value, true
	default:
		return "", "", false
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
