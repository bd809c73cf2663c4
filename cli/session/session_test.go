package session

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup/setuptest"
	"examdesk/client/server/servertest"
	"examdesk/config"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/server/apiext"
	"examdesk/server/auth"
	"examdesk/store"
	"examdesk/store/sample"
)

const secret = "a-secret-that-nobody-may-see"

// serve serves sample data to the application with the client id.
func serve(t *testing.T) (address string) {
	t.Helper()
	web := httptest.NewServer(answering(t))
	t.Cleanup(web.Close)
	return web.URL
}

func answering(t *testing.T) http.Handler {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.sqlite3")
	if err := sample.Generate(t.Context(), path, sample.Options{Attempts: 20, Seed: 1, Now: kittest.Now()}, nil); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	e := engine.New(s, engine.Config{Clock: kittest.Now, Rules: model.DefaultReviewRules()})
	hash, err := auth.HashSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	operator := e.As(model.Nobody(model.DoorDesk))
	if _, err := operator.AddApplication(t.Context(), model.NewApplication{Name: "desk", ClientID: "client", SecretHash: hash, Username: config.SampleReviewer}); err != nil {
		t.Fatal(err)
	}
	keys := auth.Keys{Secret: model.NewSecret("a signing key that is long enough")}
	sign := auth.SignIn{Keys: keys, People: s, Clock: kittest.Now}
	api := apiext.New(apiext.Config{For: func(a model.Actor) model.StateStore { return e.As(a) }, SignIn: sign.Actor, Clock: kittest.Now, Version: "1.2.3", Rules: model.LatestRules().Release})
	mux := http.NewServeMux()
	mux.Handle("/", api)
	mux.Handle("POST /oauth2/access_token", &auth.Issuer{Keys: keys, Applications: e.APIFor(model.Nobody(model.DoorAPI)), People: s, Clock: kittest.Now, Expires: time.Hour})
	t.Cleanup(api.Stop)
	return mux
}

// person is somebody with a home of their own, who types something.
func person(t *testing.T, typed string) *setuptest.Desk {
	t.Helper()
	path := kittest.Home(t, "secrets: {store: plain}\n")
	d := setuptest.On(t, nil, typed)
	d.Setup.Global.File = path
	return d
}

func TestSession(t *testing.T) {
	address := serve(t)
	d := person(t, "")
	run := func(wanted ...string) func(err error, status int) {
		return func(err error, status int) {
			t.Helper()
			d.Says(t, err, status, wanted...)
			if err != nil && strings.Contains(err.Error(), secret) || strings.Contains(d.Said.String(), secret) {
				t.Errorf("the secret is said: %s %v", d.Said, err)
			}
			d.Said.Reset()
		}
	}
	login := func(typed string, change func(*LoginOptions)) error {
		d.Setup.In = strings.NewReader(typed)
		o := &LoginOptions{Setup: d.Setup, URL: address, ClientID: "client", SecretStdin: true}
		if change != nil {
			change(o)
		}
		return loginRun(t.Context(), o)
	}
	whoami := func(asJSON bool) error {
		return whoamiRun(t.Context(), &WhoamiOptions{Setup: d.Setup, AsJSON: asJSON})
	}
	run("")(login("wrong\n", nil), 4)
	run("the secret is empty")(login("\n", nil), 2)
	run("longer than")(login(strings.Repeat("x", maxSecret+1), nil), 2)
	run("no terminal")(login("", func(o *LoginOptions) { o.SecretStdin = false }), 2)
	run("write https://HOST")(login(secret, func(o *LoginOptions) { o.URL = "desk.example.com" }), 2)
	run("plain HTTP")(login(secret, func(o *LoginOptions) { o.URL = "http://desk.example.com" }), 2)
	run("does not accept the client id")(login(secret+"x", nil), 4)

	d.Setup.Global.Store = "examdesk+" + address
	run("You are not signed in")(whoami(false), 4)
	d.Setup.Global.Store = ""

	d.Setup.Global.Profile = "work"
	run("Signed in at "+address+" as r.adeyemi", "The profile work is written")(login(secret+"\n", nil), 0)
	if text, err := os.ReadFile(d.Setup.Global.File); err != nil || !strings.Contains(string(text), "examdesk+"+address) || strings.Contains(string(text), secret) {
		t.Errorf("%s, %v", text, err)
	}
	run(`"user": "r.adeyemi"`, `"email": "r.adeyemi@`, `"staff": true`, `"secret_place": "plain text file"`, `"release": "1.2.3"`, `"expires": "2026-`)(whoami(true), 0)
	run("User     r.adeyemi", "renewed by itself")(whoami(false), 0)
	d.Setup.Global.As = "somebody"
	var flag *config.FlagError
	if err := whoami(false); !errors.As(err, &flag) {
		t.Errorf("--as at a server: %v", err)
	}
	d.Setup.Global.As = ""
	d.Setup.Global.Profile = "other"
	if err := os.WriteFile(d.Setup.Global.File, []byte("secrets: {store: plain}\nprofiles: {other: {store: 'sqlite:/a'}, work: {store: 'examdesk+"+address+"'}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run("has another store")(login(secret, nil), 3)
	run("is a file, at which nobody signs in")(whoami(false), 2)
	run("not at an LMS or a server")(logoutRun(t.Context(), &LogoutOptions{Setup: d.Setup}), 2)
	d.Setup.Global.Profile = "work"
	run("Signed out of "+address)(logoutRun(t.Context(), &LogoutOptions{Setup: d.Setup}), 0)
	run("You were not signed in at "+address)(logoutRun(t.Context(), &LogoutOptions{Setup: d.Setup, URL: address}), 0)
	run("You are not signed in")(whoami(false), 4)
}

// A server's store is opened as that of whoever is signed in, and read-only if that is
// said.
func TestOpened(t *testing.T) {
	address := serve(t)
	d := person(t, secret)
	d.Says(t, loginRun(t.Context(), &LoginOptions{Setup: d.Setup, URL: address, ClientID: "client", SecretStdin: true}), 0, "--store examdesk+"+address)
	d.Setup.Global.Store = "examdesk+" + address
	e := d.Setup.ConfigEnv()
	c, target, err := e.Named(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o, err := e.Open(t.Context(), c, target)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = o.Close() }()
	if !o.Actor.Authenticated || o.Actor.Username != config.SampleReviewer || o.Actor.Door != model.DoorServer || o.Delivers() || !strings.Contains(o.RuledBy, "the server says") {
		t.Errorf("%+v, ruled by %s", o.Actor, o.RuledBy)
	}
	if err := o.Store.May(t.Context(), model.DeedMigrate); model.CodeOf(err) != model.CodeUnsupported || !strings.Contains(model.Sentence(err), "on the machine where its server runs") {
		t.Errorf("%v", err)
	}
	if _, err := e.Serve(t.Context(), c, target); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("a server's store is served: %v", err)
	}
	if _, err := e.Courier(t.Context(), o, nil); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("a server's messages are delivered: %v", err)
	}
	page, err := o.Store.FindAttempts(t.Context(), model.AttemptQuery{Limit: 1})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	target.ReadOnly = true
	read, err := e.Open(t.Context(), c, target)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	row := page.Rows[0]
	wish := model.DecisionRequest{AttemptID: row.Attempt.ID, Review: model.ReviewClean, Expected: row.Version()}
	if _, err := read.Store.Decide(t.Context(), model.Decision{DecisionRequest: wish, ID: "one", Stamp: kittest.Now()}); model.CodeOf(err) != model.CodeReadOnly {
		t.Errorf("decided: %v", err)
	}
	caps, err := read.Store.Capabilities(t.Context())
	if err != nil || caps.Decide.OK || caps.Can(model.DeedDecide).OK || !read.Store.Info().ReadOnly {
		t.Errorf("%+v, %v", caps.Decide, err)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, setuptest.Cmd(NewCmdLogin), "https://h", "--client-id", "c", "--secret-stdin", "--yes"); o.URL != "https://h" || o.ClientID != "c" || !o.SecretStdin || !o.Yes {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdLogout), "https://h"); o.URL != "https://h" {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdLogout)); o.URL != "" {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdWhoami), "--json"); !o.AsJSON {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdLogin), "https://h", "--secret-stdin")
	kittest.BadUsage(t, setuptest.Cmd(NewCmdLogin), "https://h", "--client-id", "c", "--secret-stdin", "--username", "ada")
	kittest.BadUsage(t, setuptest.Cmd(NewCmdLogin), "https://h", "--password-stdin")
	kittest.BadUsage(t, setuptest.Cmd(NewCmdLogin), "--client-id", "c")
	kittest.BadUsage(t, setuptest.Cmd(NewCmdLogout), "a", "b")
	kittest.BadUsage(t, setuptest.Cmd(NewCmdWhoami), "x")
}

// TestPrivateAuthority has somebody sign in at a server whose certificate nobody trusts but
// who names its authority: once, for the profile keeps it.
func TestPrivateAuthority(t *testing.T) {
	ours := servertest.NewAuthority(t, "Nordic University CA")
	pair, err := tls.LoadX509KeyPair(ours.Issue(t, -time.Hour, time.Hour, "127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewUnstartedServer(answering(t))
	web.Config.ErrorLog = log.New(io.Discard, "", 0)
	web.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	web.StartTLS()
	t.Cleanup(web.Close)
	d := person(t, "")
	login := func(profile, authority string) error {
		d.Said.Reset()
		d.Setup.In = strings.NewReader(secret + "\n")
		d.Setup.Global.Profile = profile
		return loginRun(t.Context(), &LoginOptions{Setup: d.Setup, URL: web.URL, ClientID: "client", SecretStdin: true, CAFile: authority})
	}
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Says(t, login("work", ""), 6, "which this machine does not trust", "examdesk login --ca-file FILE")
	d.Says(t, login("", ours.File), 2, "name one with --profile NAME")
	d.Says(t, login("work", ours.File+".not"), 2, "cannot be read. Check that it is there")
	d.Says(t, login("work", empty), 2, "holds no certificate in PEM form")
	if text, err := os.ReadFile(d.Setup.Global.File); err != nil || strings.Contains(string(text), "work") {
		t.Errorf("after refusals the configuration is %s, %v", text, err)
	}
	d.Says(t, login("work", ours.File), 0, "Signed in at "+web.URL)
	if text, err := os.ReadFile(d.Setup.Global.File); err != nil || !strings.Contains(string(text), "ca_file: "+ours.File) {
		t.Errorf("%s, %v", text, err)
	}
	d.Says(t, login("work", ""), 0, "Signed in at "+web.URL)
	d.Said.Reset()
	d.Says(t, whoamiRun(t.Context(), &WhoamiOptions{Setup: d.Setup}), 0, "User     r.adeyemi")
	if err := os.Chmod(ours.File, 0o666); err != nil {
		t.Fatal(err)
	}
	d.Said.Reset()
	d.Says(t, whoamiRun(t.Context(), &WhoamiOptions{Setup: d.Setup}), 4, "is not used")
}
