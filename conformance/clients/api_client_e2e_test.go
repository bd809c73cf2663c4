//go:build e2e

package clients

import (
	"strings"
	"testing"
)

// edx-rest-api-client gets tokens of the server and reads, creates and changes exams,
// attempts and allowances with them; what it left is in the store.
func TestE2ERestAPIClient(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.examdesk("user", "add", "robot", "--email", "robot@example.com", "--yes")
	env := map[string]string{}
	for name, user := range map[string]string{"STAFF": "ops", "TEACHER": "teacher", "ROBOT": "robot"} {
		id, secret := s.app(strings.ToLower(name), user)
		env[name] = id + ":" + secret
	}
	s.serve()
	s.python("api_client.py", env)
	exams := read[[]struct {
		Name    string `json:"exam_name"`
		Minutes int    `json:"time_limit_mins"`
	}](s, "exam", "list", "--course", course)
	names := map[string]int{}
	for _, x := range exams {
		names[x.Name] = x.Minutes
	}
	if len(exams) != 3 || names["Längere Prüfung"] != 90 || names["quiz"] != 60 {
		t.Errorf("%+v", exams)
	}
	if rows := read[[]any](s, "allowance", "list"); len(rows) != 3 {
		t.Errorf("%d allowances", len(rows))
	}
	if rows := read[[]any](s, "attempt", "list"); len(rows) != 0 {
		t.Errorf("%d attempts are left", len(rows))
	}
	s.examdesk("serve", "app", "revoke", "staff", "--yes")
	id, secret, _ := strings.Cut(env["STAFF"], ":")
	if status, answer := s.form("/oauth2/access_token", "grant_type", "client_credentials", "client_id", id, "client_secret", secret); status != 401 {
		t.Errorf("a revoked program: %d %s", status, answer)
	}
	for _, secret := range env {
		_, secret, _ := strings.Cut(secret, ":")
		if strings.Contains(s.said.String(), secret) {
			t.Error("a secret is in the log")
		}
	}
}
