//go:build e2e

package lms_test

import (
	"testing"

	"examdesk/conformance/lms"
)

// TestE2EHarness holds the harness to what other tests take for granted. All parts
// share one LMS; those that stop it come last.
func TestE2EHarness(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	for _, part := range []struct {
		name string
		run  func(*testing.T, *lms.LMS)
	}{
		{"the seed has everything", seed},
		{"client credentials", clientCredentials},
		{"password and refresh token", passwordAndRefresh},
		{"authorization code", authorizationCode},
		{"a code that is refused", refusedCode},
		{"not signed in", notSignedIn},
		{"accounts", accounts},
		{"roles and courses", rolesAndCourses},
		{"exams and learners of a course", examsAndLearners},
		{"who may read attempts", whoMayRead},
		{"the read-only user", readOnly},
		{"mixed collations", collations},
		{"a person rejects", personRejects},
		{"a person rejects PSI's", personRejectsPSI},
		{"a person decides in Django admin", byHand},
		{"an e-mail that nobody has", unknownEmail},
		{"a service that does not confirm", notConfirmed},
		{"an answer that is lost", lostAnswer},
		{"pages of a web server", webServerPages},
		{"the wire to the database", wire},
		{"load", load},
		{"few requests for courses", throttled},
		{"tokens that end soon", soon},
		{"stopped and started", stopped},
		{"the server's administrator", administrator},
		{"a backup that comes back", backup},
		{"a program inside the LMS", program},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, l.For(t)) })
	}
}
