package apiv1_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// An attempt that is started or declined at once is written whole or not at all: where
// the second step cannot be written, nothing is left of the first, and the same request
// succeeds later.
func TestAttemptBeginsWhole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, status string
		deeds        []string
	}{
		"started, timed":     {`{"exam_id": 2, "start_clock": "true"}`, "started", []string{"attempt.create created", "attempt.start started"}},
		"started, proctored": {`{"exam_id": 1, "start_clock": "true", "attempt_proctored": "true"}`, "started", []string{"attempt.create created", "attempt.start started"}},
		"declined":           {`{"exam_id": 1, "attempt_proctored": "false"}`, "declined", []string{"attempt.create created", "attempt.update declined"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			_, err := r.db.ExecContext(t.Context(), fmt.Sprintf(`CREATE TRIGGER fault BEFORE UPDATE ON proctoring_proctoredexamstudentattempt
				WHEN NEW.status = '%s' BEGIN SELECT RAISE(ABORT, 'fault'); END`, c.status))
			r.must(err)
			before := r.rows()
			if status, said := r.send("lea", "POST", "attempt", c.body); status != http.StatusServiceUnavailable {
				t.Errorf("with the fault: %d %s", status, said)
			}
			r.untouched(before)

			_, err = r.db.ExecContext(t.Context(), "DROP TRIGGER fault")
			r.must(err)
			if status, said := r.send("lea", "POST", "attempt", c.body); status != http.StatusOK || !strings.Contains(said, `"exam_attempt_id":1`) {
				t.Errorf("without the fault: %d %s", status, said)
			}
			if got := slices.Compact(r.became()); !slices.Equal(got, []string{"created", c.status}) {
				t.Errorf("it became %v", got)
			}
			if got := r.list("SELECT deed || ' ' || state_to FROM examdesk_activity ORDER BY id"); !slices.Equal(got, c.deeds) {
				t.Errorf("the activity is %v", got)
			}
		})
	}
}
