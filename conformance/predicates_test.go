package conformance

import (
	"testing"

	"examdesk/model"
)

// TestStatusPredicates holds each predicate against the recorded ones, for
// every status, a made-up one among them.
func TestStatusPredicates(t *testing.T) {
	t.Parallel()
	var m statusMatrix
	readMatrix(t, "status_matrix.json.gz", &m)
	ours := map[string]func(model.AttemptStatus) bool{
		"is_completed_status":        model.AttemptStatus.IsCompleted,
		"is_incomplete_status":       model.AttemptStatus.IsIncomplete,
		"is_valid_status":            model.AttemptStatus.IsKnown,
		"is_pre_started_status":      model.AttemptStatus.IsPreStarted,
		"is_in_progress_status":      model.AttemptStatus.IsInProgress,
		"needs_credit_status_update": model.AttemptStatus.NeedsCreditUpdate,
		"needs_grade_override":       model.AttemptStatus.NeedsGradeOverride,
		"is_a_cascadable_failure":    model.AttemptStatus.IsCascadableFailure,
	}
	tried := 0
	for status, predicates := range m.Predicates {
		for name, want := range predicates {
			predicate, ok := ours[name]
			if !ok {
				t.Fatalf("no predicate %q of ours", name)
			}
			if got := predicate(status); got != want {
				t.Errorf("%s(%s) = %v, recorded %v", name, status, got, want)
			}
			tried++
		}
	}
	if tried != 8*len(m.Statuses) {
		t.Errorf("tried %d predicates for %d statuses", tried, len(m.Statuses))
	}
}

// TestPairs holds the legal transitions and the reattempts against every pair.
func TestPairs(t *testing.T) {
	t.Parallel()
	var m statusMatrix
	readMatrix(t, "status_matrix.json.gz", &m)
	illegal, reattempts := pairs(m.Illegal), pairs(m.Reattempts)
	for _, from := range m.Statuses {
		for _, to := range m.Statuses {
			pair := [2]model.AttemptStatus{from, to}
			if got := model.IsTransitionLegal(from, to); got == illegal[pair] {
				t.Errorf("IsTransitionLegal(%s, %s) = %v", from, to, got)
			}
			if got := model.IsReattempt(from, to); got != reattempts[pair] {
				t.Errorf("IsReattempt(%s, %s) = %v", from, to, got)
			}
		}
	}
}

func pairs(list [][2]model.AttemptStatus) map[[2]model.AttemptStatus]bool {
	out := map[[2]model.AttemptStatus]bool{}
	for _, p := range list {
		out[p] = true
	}
	return out
}

// TestCanUpdate holds the rule of the sibling attempts against every recorded
// combination.
func TestCanUpdate(t *testing.T) {
	t.Parallel()
	var m statusMatrix
	readMatrix(t, "status_matrix.json.gz", &m)
	for _, row := range m.CanUpdate {
		got := row.Practice || model.CanUpdateCreditGradesAndEmail(row.To, row.Statuses)
		if got != row.Result {
			t.Errorf("practice=%v to %s with %v: %v, recorded %v", row.Practice, row.To, row.Statuses, got, row.Result)
		}
	}
	if len(m.CanUpdate) == 0 {
		t.Error("no rows")
	}
}
