//go:build e2e

package clients

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A learner takes exams in a browser, by the front end's sequence of calls and in each
// of its encodings; forged, stale and foreign requests are refused and change nothing.
func TestE2EBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.configure("PROCTORING_BACKENDS: {DEFAULT: mock, mock: {}}\n")
	s.serve()
	list := []map[string]any{}
	for _, name := range []string{"mock", "timed", "practice"} {
		list = append(list, map[string]any{
			"course_id": course, "content_id": block + name, "exam_name": name, "time_limit_mins": 90, "due_date": nil, "is_proctored": name != "timed",
			"is_practice_exam": name == "practice", "is_active": true, "hide_after_due": false, "backend": "mock",
		})
	}
	exams := done[[]published](s, "ops", "PATCH", v1+"exam_registration/course_id/"+course, list)
	out := s.python("browser.py", map[string]string{
		"SIGNING_KEY": signingKey, "EXAM": fmt.Sprint(exams[0].ID), "TIMED": fmt.Sprint(exams[1].ID), "PRACTICE": fmt.Sprint(exams[2].ID),
	})
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var left map[string]int64
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &left); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"json": "submitted", "urlencoded": "submitted", "multipart": "submitted", "running": "ready_to_submit", "again": "created ready_to_start", "broken": "error",
	} {
		if a := read[attempt](s, "attempt", "view", fmt.Sprint(left[name])); !slices.Contains(strings.Fields(want), a.Status) {
			t.Errorf("%s is %s, want %s", name, a.Status, want)
		}
	}
	for _, name := range []string{"lea", "STAT101", "edx-jwt"} {
		if strings.Contains(s.said.String(), name) {
			t.Errorf("%s is in the log", name)
		}
	}
	t.Logf("%d requests of the page", strings.Count(out, "\nlea ")+strings.Count(out, "\nleo ")+strings.Count(out, "\nteacher "))
}
