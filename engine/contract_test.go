package engine

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"examdesk/model"
	"examdesk/model/desktest"
	"examdesk/store"
)

// contract describes the database that edx-proctoring wrote to the suites of all roles.
func contract(fresh func(t *testing.T) any, skips map[string]string) desktest.Fixture {
	return desktest.Fixture{
		Now: now(), Fresh: fresh, Skips: skips, Service: "test",
		Holds:  desktest.Holdings{Attempts: 1431, Exams: 20, Courses: 4, Allowances: 123, Policies: 12, Enrolled: 3},
		Review: func(status string) []byte { return []byte(`{"status": "` + status + `", "comments": []}`) },
	}
}

// enrolment is a platform at which some learners of the database are enrolled in
// every course: the database itself holds no enrolments.
type enrolment struct{ model.NoPlatform }

func (enrolment) Enrollments(context.Context, string, string) ([]model.Enrollment, error) {
	return []model.Enrollment{{Username: "arjun_macdonald", Mode: "verified"}, {Username: "nour_schafer", Mode: "verified"}, {Username: "yuki_sato", Mode: "masters"}}, nil
}

// enrolling are the roles of a store for a superuser, beside a platform that knows who
// is enrolled.
func enrolling(tb testing.TB) func(*rig, *store.Store) *Guarded {
	return func(e *rig, s *store.Store) *Guarded {
		e.cfg.Platform = enrolment{}
		if !s.Info().ReadOnly {
			execSQL(tb, s, superuser)
		}
		return e.Guarded
	}
}

const superuser = "UPDATE auth_user SET is_superuser = 1 WHERE username = 'r.adeyemi'"

// TestContractGuest runs the contract on a database as edx-proctoring left it.
func TestContractGuest(t *testing.T) {
	t.Parallel()
	const noOutbox = "no outbox"
	desktest.All(t, contract(func(t *testing.T) any { return enrolling(t)(fresh(t, false)) }, map[string]string{
		"OutboxReader": noOutbox, "OutboxKeeper": noOutbox,
		"ActivityReader":    "keeps no lines",
		"DeliverySettler":   "cannot keep what came later",
		"ApplicationKeeper": "no place for applications",
	}))
}

// TestContractMigrated runs it on one with examdesk's tables, where nothing is
// skipped.
func TestContractMigrated(t *testing.T) {
	t.Parallel()
	desktest.All(t, contract(func(t *testing.T) any { return enrolling(t)(fresh(t, true)) }, nil))
}

// TestContractReadOnly runs it on a store that is only read: the deeds are skipped by
// name, and everything else answers as it does elsewhere. A decision was made before,
// so that there are messages and lines of activity to read.
func TestContractReadOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "decided.sqlite3")
	e, s := fresh(t, true)
	row := someAttempt(t, e, model.Filter{Section: model.SectionNeedsDecision, OnlyProctored: true})
	if _, err := e.Decide(t.Context(), decision(t, e, row.Attempt.ID, model.ReviewClean, "before")); err != nil {
		t.Fatal(err)
	}
	execSQL(t, s, superuser)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(s.Info().Path)
	if err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	const why = "--read-only"
	skips := map[string]string{}
	for _, role := range []string{
		"Decider", "AttemptChanger", "StatusSetter", "ExamKeeper", "Granter", "ReviewReceiver", "DeliverySettler", "ReviewSyncer", "OutboxKeeper", "StoreMigrator", "PeopleKeeper", "ApplicationKeeper",
		"ExamRegistrar", "LearnerRetirer",
	} {
		skips[role] = why
	}
	desktest.All(t, contract(func(t *testing.T) any {
		only, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = only.Close() })
		return enrolling(t)(rigOf(t, only, "r.adeyemi", Config{Clock: now, Rules: model.DefaultReviewRules()}), only)
	}, skips))
}
