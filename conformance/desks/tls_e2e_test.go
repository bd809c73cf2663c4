//go:build e2e

package desks

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/client/server/servertest"
	"examdesk/store/sample"
)

// TestE2EOverTLS has a person work on a server whose certificate is issued by an authority
// of the house's own: commands and the desk, by the profile's ca_file and by SSL_CERT_FILE,
// before and after the certificate is renewed under the running server.
func TestE2EOverTLS(t *testing.T) {
	ours := servertest.NewAuthority(t, "Nordic University CA")
	cert, key := ours.Issue(t, -time.Hour, time.Hour, "127.0.0.1")
	s := start(t, 300, "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(s.URL, "https://127.0.0.1:") {
		t.Fatalf("the server is at %s", s.URL)
	}
	p := s.person(t, "--ca-file", ours.File)
	if who := p.run(t, "", "whoami", "--profile", "work", "--json"); !strings.Contains(who, `"user": "`+sample.DemoReviewer+`"`) {
		t.Errorf("whoami says %s", who)
	}
	var rows []struct {
		ID int64 `json:"id"`
	}
	list := p.run(t, "", "attempt", "list", "section:needs-decision", "--profile", "work", "--json", "--limit", "2")
	if err := json.Unmarshal([]byte(list), &rows); err != nil || len(rows) != 2 {
		t.Fatalf("%v: %s", err, list)
	}
	id := strconv.FormatInt(rows[0].ID, 10)
	p.run(t, "", "attempt", "review", id, "--outcome", "clean", "--yes", "--profile", "work")
	if here := p.run(t, "", "attempt", "view", id, "--json", "--jq", ".status", "--store", s.store); strings.TrimSpace(here) != "verified" {
		t.Errorf("after the decision the store has %s", here)
	}

	desk := p.desk(t, 100, 30)
	press(t, desk, "v")
	confirm(t, desk)
	sees(t, desk, "✓ verified")
	press(t, desk, "ctrl+c")
	if _, err := desk.Wait(t.Context()); err != nil {
		t.Error(err)
	}

	store := "examdesk+" + s.URL
	if got := p.try(t, "attempt", "list", "--store", store, "--limit", "1"); got.status != 6 || !strings.Contains(got.err, "was issued by Nordic University CA, which this machine does not trust") {
		t.Errorf("without the authority: %+v", got)
	}
	if got := p.try(t, "attempt", "list", "--store", strings.Replace(store, "https:", "http:", 1), "--limit", "1"); got.status == 0 || !strings.Contains(got.err, "login") {
		t.Errorf("over plain HTTP, where nobody is signed in: %+v", got)
	}
	if got := p.in(t, "secret", "login", strings.Replace(s.URL, "https:", "http:", 1), "--client-id", "x", "--secret-stdin"); got.status != 6 || !strings.Contains(got.err, "speaks HTTPS, not plain HTTP. Use "+s.URL+".") {
		t.Errorf("a sign-in over plain HTTP: %+v", got)
	}
	p.env = append(p.env, "SSL_CERT_FILE="+ours.File)
	if got := p.try(t, "attempt", "list", "--store", store, "--limit", "1"); got.status != 0 {
		t.Errorf("with SSL_CERT_FILE: %+v", got)
	}

	ours.IssueTo(t, cert, key, -time.Hour, time.Hour, "desk.example.com")
	if got := p.try(t, "whoami", "--profile", "work"); got.status != 6 || !strings.Contains(got.err, "is for desk.example.com, not for 127.0.0.1") {
		t.Errorf("with a certificate for another name: %+v", got)
	}
	ours.IssueTo(t, cert, key, -2*time.Hour, -time.Hour, "127.0.0.1")
	if got := p.try(t, "whoami", "--profile", "work"); got.status != 6 || !strings.Contains(got.err, "expired on 20") {
		t.Errorf("with an expired certificate: %+v", got)
	}
	ours.IssueTo(t, cert, key, -time.Hour, 2*time.Hour, "127.0.0.1")
	if got := p.try(t, "whoami", "--profile", "work"); got.status != 0 {
		t.Errorf("with a renewed certificate: %+v", got)
	}
}

// TestE2EPlainIsNotTLS has a desk that asks a server for HTTPS which it does not speak be told
// so.
func TestE2EPlainIsNotTLS(t *testing.T) {
	s := start(t, 100)
	p := s.person(t)
	at := strings.Replace(s.URL, "http:", "https:", 1)
	if got := p.in(t, "secret", "login", at, "--client-id", "x", "--secret-stdin"); got.status != 6 || !strings.Contains(got.err, "speaks plain HTTP, not HTTPS. On this machine its address is "+s.URL) {
		t.Errorf("a sign-in: %+v", got)
	}
}
