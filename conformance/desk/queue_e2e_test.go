//go:build e2e

package desk_test

import (
	"database/sql"
	"testing"
	"time"

	"examdesk/conformance/admin"
	"examdesk/conformance/screen"
)

// A reviewer works through the queue of a database that edx-proctoring wrote;
// afterwards every row of its tables is what edx-proctoring's own admin writes
// for the same decisions at the same moments.
func TestE2EQueue(t *testing.T) {
	python := need(t, "EXAMDESK_ORACLE_PYTHON")
	ours, theirs := database(t), database(t)
	d := open(t, options{store: ours, hold: "2"})
	d.sees("Needs decision 68", "▸")
	first := d.Text()

	d.press("r")
	d.sees("Reject ", "This will", "mark the credit requirement as failed", "Depends")
	d.confirm()
	d.sees("sent in", "u undo")
	d.press("u")
	d.sees("Undone")
	if n := number(t, ours, "SELECT count(*) FROM proctoring_proctoredexamstudentattempt_history"); n != historyRows(t, theirs) {
		t.Fatalf("an undone decision wrote to the store:\n%s", first)
	}
	d.press("r")
	d.confirm()
	for range 3 {
		d.press("v")
		d.sees("Verify ")
		d.confirm()
	}
	d.sees("4 decided")

	d.press("5")
	d.sees("Decided 7", "▸", "STATUS")
	d.press("r")
	d.sees("reverses a decision")
	d.confirm()
	d.sees("5 decided")
	d.press("q")
	d.ends(0)

	if foreign := screen.Foreign(d.Raw()); len(foreign) > 0 {
		t.Errorf("escape sequences that the desk does not write reached the terminal: %q", foreign)
	}
	decisions := taken(t, ours, theirs)
	if len(decisions) != 5 {
		t.Fatalf("%d decisions were written, want 5: %+v", len(decisions), decisions)
	}
	if err := admin.Run(t.Context(), python, theirs, decisions); err != nil {
		t.Fatal(err)
	}
	diff, err := admin.DiffTables(t.Context(), ours, theirs)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range diff {
		t.Errorf("only in %s: %s: %s", map[bool]string{true: "examdesk's", false: "edx-proctoring's"}[x.In == ours], x.Table, x.Row)
	}
	t.Logf("decisions %d  differing rows %d", len(decisions), len(diff))
}

func historyRows(t *testing.T, path string) int {
	t.Helper()
	return number(t, path, "SELECT count(*) FROM proctoring_proctoredexamstudentattempt_history")
}

// taken reads the decisions from the trail: the history rows that are new.
func taken(t *testing.T, ours, before string) []admin.Decision {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+ours+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(`SELECT attempt_code, status, CAST(history_date AS TEXT) FROM proctoring_proctoredexamstudentattempt_history
		WHERE history_id > ? ORDER BY history_id`,
		number(t, before, "SELECT max(history_id) FROM proctoring_proctoredexamstudentattempt_history"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out []admin.Decision
	for rows.Next() {
		var code, status, at string
		if err := rows.Scan(&code, &status, &at); err != nil {
			t.Fatal(err)
		}
		moment, err := time.Parse("2006-01-02 15:04:05.999999", at)
		if err != nil {
			t.Fatal(err)
		}
		review := map[string]string{"verified": "Clean", "rejected": "Suspicious"}[status]
		out = append(out, admin.Decision{AttemptCode: code, ReviewStatus: review, Reviewer: "r.adeyemi", At: moment})
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
