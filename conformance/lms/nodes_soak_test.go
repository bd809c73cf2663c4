//go:build e2e

package lms_test

import (
	"database/sql"
	"net/http"
	"testing"
	"time"

	"examdesk/conformance/lms"
)

// TestSoakCluster is a database of three nodes: what the LMS writes on one is read on
// another, also after the third was killed, and a node that was shut down catches up.
func TestSoakCluster(t *testing.T) {
	l := lms.Start(t, lms.Options{Nodes: 3})
	follow := func(n *lms.Node) *sql.DB {
		db, err := sql.Open("mysql", n.ReadDSN)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	arrives := func(db *sql.DB, a attempt, want string) {
		t.Helper()
		var got string
		var err error
		for range 600 {
			err = db.QueryRowContext(t.Context(), "SELECT status FROM proctoring_proctoredexamstudentattempt WHERE id = ?", a.id).Scan(&got)
			if err == nil && got == want {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Fatalf("the other node has %s, %v", got, err)
	}
	decide := func(a attempt) {
		t.Helper()
		if answer := l.Call(l.SignIn("staff"), http.MethodPost, reviewed(a), map[string]any{"status": "passed", "comments": []any{}}); answer.Status != http.StatusOK {
			t.Fatalf("%d %s", answer.Status, answer.Body)
		}
	}
	second := follow(l.Node(1))
	a := submitted(t, l, midterm)
	decide(a)
	arrives(second, a, "verified")

	l.Node(2).Stop(true)
	a = submitted(t, l, midterm)
	decide(a)
	arrives(second, a, "verified")
	var of string
	var offset, increment int
	if err := second.QueryRowContext(t.Context(), "SELECT @@version, @@auto_increment_offset, @@auto_increment_increment").Scan(&of, &offset, &increment); err != nil || increment < 2 {
		t.Errorf("ids of %s go up by %d from %d, %v", of, increment, offset, err)
	}

	l.Node(1).Stop(false)
	a = submitted(t, l, "Law final")
	decide(a)
	l.Node(1).Start(t)
	arrives(follow(l.Node(1)), a, "verified")
}
