package apiv1_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

const sent = `{"status": "passed", "comments": []}`

// overdue is a rig with an attempt of lea's whose time is over, and which nobody has
// ended. Its service knows it as e1.
func overdue(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	if status, said := r.send("lea", "POST", "attempt", `{"exam_id": 1, "start_clock": "true", "attempt_proctored": "true"}`); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	_, err := r.db.ExecContext(t.Context(), "UPDATE proctoring_proctoredexamstudentattempt SET external_id = 'e1'")
	r.must(err)
	r.now = r.now.Add(3 * time.Hour)
	return r
}

// became are the statuses that the attempt has had, in order.
func (r *rig) became() []string {
	r.t.Helper()
	return r.list("SELECT status FROM proctoring_proctoredexamstudentattempt_history ORDER BY history_id")
}

// An action that does not exist is refused before anything is done: edx-proctoring
// fails on it, and its failure takes the end of the overdue attempt back.
func TestUnknownActionEndsNothing(t *testing.T) {
	t.Parallel()
	r := overdue(t)
	before := r.rows()
	for _, body := range []string{
		`{"action": "nope"}`, `{"action": ""}`, `{"action": "Submit"}`, `{"action": null}`, `{"action": 1}`, `{"action": ["submit"]}`, `{}`, "", "{", "[]", "null",
	} {
		if status, said := r.send("lea", "PUT", "attempt/1", body); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", body, status, said)
		}
		r.untouched(before)
	}
	if status, said := r.send("lea", "PUT", "attempt/1", `{"action": "nope"}`); !strings.Contains(said, "stop, start, submit") {
		t.Errorf("%d %s", status, said)
	}
	// So the attempt is one that reading it ends.
	if status, said := r.send("lea", "GET", "attempt/1", ""); status != http.StatusOK || !slices.Equal(r.became(), []string{"created", "started", "submitted"}) {
		t.Errorf("%d %s, %v", status, said, r.became())
	}
}

// A review that cannot be read ends no attempt, either.
func TestUnreadableReviewEndsNothing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", "{", "[]", "null", "7", `"passed"`, "{}", sent[:len(sent)/2], sent + "}", "{\"status\": \"pass\xff\"}", `{"comments": []}`,
		`{"status": "passed", "comments": [{}]}`, `{"status": "passed", "comments": 7}`, `{"status": "passed", "comments": ["c"]}`,
		`{"status": "passed", "comments": null}`, `{"status": "passed", "payload": null}`, `{"status": "passed", "payload": "p"}`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			r := overdue(t)
			before := r.rows()
			if status, said := r.send("rev", "POST", "attempt/e1/reviewed", body); status < 400 || status >= 500 {
				t.Errorf("%d %s", status, said)
			}
			r.untouched(before)
		})
	}
}

// A review that can be read ends an overdue attempt first, as edx-proctoring does by
// reading it: its history has the end before the outcome.
func TestReviewEndsOverdueAttempt(t *testing.T) {
	t.Parallel()
	r := overdue(t)
	if status, said := r.send("rev", "POST", "attempt/e1/reviewed", sent); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	if got := r.became(); !slices.Equal(got, []string{"created", "started", "submitted", "verified"}) {
		t.Errorf("it became %v", got)
	}
	if got := r.list("SELECT deed || ' ' || state_to FROM examdesk_activity ORDER BY id"); !slices.Equal(got[len(got)-2:], []string{"attempt.update submitted", "review.receive verified"}) {
		t.Errorf("%v", got)
	}
	if got := r.list("SELECT completed_at FROM proctoring_proctoredexamstudentattempt"); !strings.HasPrefix(got[0], "2026-11-20T13:30:00") {
		t.Errorf("it ended at %v", got)
	}
}
