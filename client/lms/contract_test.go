package lms

import (
	"testing"

	"examdesk/model/desktest"
)

// TestContract runs the contract of every role with an LMS within the process.
func TestContract(t *testing.T) {
	t.Parallel()
	const own = "kept by their courses"
	desktest.All(t, desktest.Fixture{
		Now: now(), Fresh: func(t *testing.T) any { return enter(t, "r.adeyemi").Store },
		Holds:   desktest.Holdings{Attempts: 1431, Exams: 20, Courses: 4, Allowances: 123, Policies: 12, Enrolled: 3},
		Service: "test", Review: func(status string) []byte { return []byte(`{"status": "` + status + `", "comments": []}`) },
		Skips: map[string]string{
			"ExamKeeper": own, "ExamRegistrar": own,
			"LearnerRetirer":    "retired by the LMS as a whole",
			"ReviewReceiver":    "deliver their reviews to the LMS itself",
			"DeliverySettler":   "holds no review back",
			"ReviewSyncer":      "follow their reviews again",
			"OutboxReader":      "delivers its messages itself",
			"OutboxKeeper":      "delivers its messages itself",
			"PeopleKeeper":      "kept there",
			"ApplicationKeeper": "kept there",
			"StoreMigrator":     "are its own",
			"StatusSetter":      "lets only the learner reset",
		},
	})
}
