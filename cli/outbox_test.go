package cli_test

import (
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // to make a store of an earlier version

	"examdesk/client/webhook"
)

// platformSecret is what the scripts' platform signs with.
const platformSecret = "a secret of the scripts"

type platformKey struct{}

// platform is what receives messages in a script.
type platform struct {
	mu     sync.Mutex
	status int
	keys   map[string]bool
	bad    error
}

// ServeHTTP takes a message and checks its signature.
func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		at := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
		err = webhook.Verify([]byte(platformSecret), r.Header.Get(webhook.HeaderSignature), r.Header.Get(webhook.HeaderTimestamp), body, at, time.Minute)
	}
	if agent := r.Header.Get("User-Agent"); err == nil && agent != "examdesk/test" {
		err = fmt.Errorf("the User-Agent is %q", agent)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.bad = err
	}
	w.WriteHeader(p.status)
	if p.status == http.StatusOK {
		p.keys[r.Header.Get(webhook.HeaderKey)] = true
	}
}

// platformStarts starts a platform and writes a configuration that names it:
// platform FILE.
func platformStarts(ts *testscript.TestScript, _ bool, args []string) {
	p := ts.Value(platformKey{}).(*platform)
	p.status, p.keys = http.StatusOK, map[string]bool{}
	s := httptest.NewServer(p)
	ts.Defer(s.Close)
	ts.Setenv("HOOK_SECRET", platformSecret)
	home := "PLATFORM_WEBHOOK: {URL: \"" + s.URL + "/hook\", SECRET: \"env:HOOK_SECRET\", ALLOW_PRIVATE_ADDRESSES: true}\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(home), 0o600))
}

// platformAnswers changes what the platform says: platform_answers 503.
func platformAnswers(ts *testscript.TestScript, _ bool, args []string) {
	p := ts.Value(platformKey{}).(*platform)
	p.mu.Lock()
	defer p.mu.Unlock()
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	p.status = status
}

// platformGot checks how many different messages the platform took: platform_got 4.
func platformGot(ts *testscript.TestScript, _ bool, args []string) {
	p := ts.Value(platformKey{}).(*platform)
	p.mu.Lock()
	defer p.mu.Unlock()
	ts.Check(p.bad)
	if got := strconv.Itoa(len(p.keys)); got != args[0] {
		ts.Fatalf("the platform took %s messages, want %s", got, args[0])
	}
}

// former makes a migrated store one of the first version: former FILE.
func former(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(`DROP INDEX examdesk_outbox_pending; DROP INDEX examdesk_outbox_state;
		ALTER TABLE examdesk_outbox DROP COLUMN leased_until; ALTER TABLE examdesk_outbox DROP COLUMN lease;
		ALTER TABLE examdesk_outbox DROP COLUMN delivered; ALTER TABLE examdesk_outbox DROP COLUMN last_error;
		ALTER TABLE examdesk_outbox DROP COLUMN next_try; ALTER TABLE examdesk_outbox DROP COLUMN tries;
		ALTER TABLE examdesk_outbox DROP COLUMN idempotency_key;
		DROP TABLE examdesk_store; DROP TABLE examdesk_activity_start; DROP TABLE examdesk_reason; DROP TABLE examdesk_activity;
		DROP TABLE examdesk_allowance_line; DROP TABLE examdesk_allowance_batch; DELETE FROM examdesk_migrations WHERE version_id >= 5`)
	ts.Check(err)
	ts.Check(db.Close())
}
