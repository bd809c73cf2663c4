//go:build e2e

package lms_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"examdesk/conformance/lms"
)

// seed holds the seed to its promise: attempts in every status, names in many
// scripts, and the people that tests ask for.
func seed(t *testing.T, l *lms.LMS) {
	var found []string
	rows, err := l.DB.QueryContext(t.Context(), "SELECT DISTINCT status FROM proctoring_proctoredexamstudentattempt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var status string
		if err := rows.Scan(&status); err != nil {
			t.Fatal(err)
		}
		found = append(found, status)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, status := range strings.Fields(`created download_software_clicked ready_to_start started ready_to_submit declined timed_out submitted
		second_review_required verified rejected error expired onboarding_missing onboarding_pending onboarding_failed onboarding_expired`) {
		if !slices.Contains(found, status) {
			t.Errorf("no attempt is %s", status)
		}
	}
	for query, want := range map[string]int64{
		"SELECT COUNT(*) FROM auth_user WHERE email = 'twins@lms.example.com'":                                         2,
		"SELECT COUNT(*) FROM auth_user WHERE email = '' AND is_staff":                                                 1,
		"SELECT COUNT(*) FROM auth_userprofile WHERE name = '佐藤 陽翔'":                                                   1,
		"SELECT COUNT(*) FROM auth_userprofile WHERE name LIKE '%🎓%'":                                                  1,
		"SELECT COUNT(*) FROM proctoring_proctoredexamstudentattempt WHERE external_id = 'the-same-id'":                2,
		"SELECT COUNT(*) FROM proctoring_proctoredexamstudentattempt WHERE external_id = 'with.a.dot'":                 1,
		"SELECT COUNT(*) FROM proctoring_proctoredexamstudentattempt WHERE modified > UTC_TIMESTAMP(6)":                0,
		"SELECT COUNT(*) FROM proctoring_proctoredexamstudentattempt WHERE modified < UTC_TIMESTAMP - INTERVAL 1 YEAR": 0,
		"SELECT COUNT(*) FROM campus_told":                                                                             0,
	} {
		if got := l.Number(query); got != want {
			t.Errorf("%d, not %d: %s", got, want, query)
		}
	}
}

func accounts(t *testing.T, l *lms.LMS) {
	staff, nobody := l.SignIn("staff"), l.SignIn("nobody")
	for _, c := range []struct {
		as     lms.Token
		query  string
		status int
		want   string
		not    string
	}{
		{staff, "", 200, `"username":"staff"`, "nobody"},
		{staff, "?username=amina,soren", 200, `"email":"soren@students.example.com"`, ""},
		{staff, "?email=" + l.Person("ops").Email, 200, `"username":"ops"`, ""},
		{staff, "?username=who", 404, "", ""},
		{staff, "?email=who@example.com", 404, "", ""},
		{nobody, "?username=nobody", 200, `"email":"nobody@lms.example.com"`, ""},
		{nobody, "?username=amina", 200, `"username":"amina"`, "email"},
		{staff, "?email=twins@lms.example.com", 500, "", ""},
	} {
		a := l.Call(c.as, http.MethodGet, "/api/user/v1/accounts"+c.query, nil)
		if a.Status != c.status || !strings.Contains(a.Body, c.want) || c.not != "" && strings.Contains(a.Body, c.not) {
			t.Errorf("%s: %d %s", c.query, a.Status, a.Body)
		}
	}
	var own []struct {
		Email, Name string
		ID          int64
	}
	l.JSON(l.Call(l.SignIn("mailless"), http.MethodGet, "/api/user/v1/accounts?username=mailless", nil), &own)
	if len(own) != 1 || own[0].Email != "" || own[0].Name != "Noor Blank" || own[0].ID == 0 {
		t.Errorf("%+v", own)
	}
}

// Roles name what is held, organisations too, which the list of courses passes over.
func rolesAndCourses(t *testing.T, l *lms.LMS) {
	for _, c := range []struct{ who, roles, ids string }{
		{"prof", `{"roles":[{"org":"NordicU","course_id":"` + lms.Ethics + `","role":"staff"}],"is_staff":false}`, `"results":["` + lms.Ethics + `"]`},
		{"dean", `{"roles":[{"org":"NordicU","course_id":"","role":"instructor"}],"is_staff":false}`, `"results":[]`},
		{"ops", `{"roles":[],"is_staff":true}`, `"results":["` + lms.Fjords + `","` + lms.Ethics + `","` + lms.Law + `"]`},
	} {
		token := l.SignIn(c.who)
		if a := l.Call(token, http.MethodGet, "/api/enrollment/v1/roles/", nil); a.Status != 200 || a.Body != c.roles {
			t.Errorf("%s: %d %s", c.who, a.Status, a.Body)
		}
		if a := l.Call(token, http.MethodGet, "/api/courses/v1/course_ids/?role=staff&username="+c.who, nil); a.Status != 200 || !strings.Contains(a.Body, c.ids) {
			t.Errorf("%s: %d %s", c.who, a.Status, a.Body)
		}
	}
	if a := l.Call(l.SignIn("prof"), http.MethodGet, "/api/courses/v1/course_ids/?role=staff&username=ops", nil); a.Status != http.StatusForbidden {
		t.Errorf("somebody else's courses: %d %s", a.Status, a.Body)
	}
	a := l.Call(l.SignIn("prof"), http.MethodGet, "/api/courses/v1/courses/?permissions=staff&username=prof", nil)
	if a.Status != 200 || !strings.Contains(a.Body, `"name":"Ethics — Éthique générale"`) || strings.Contains(a.Body, "Fjords") || !strings.Contains(a.Body, `"pagination":{`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func examsAndLearners(t *testing.T, l *lms.LMS) {
	course := "/api/instructor/v2/courses/" + lms.Ethics
	for _, c := range []struct {
		who, path string
		status    int
		want      string
	}{
		{"prof", course + "/special_exams", 200, `"exam_name":"Last year's final"`},
		{"dean", course + "/special_exams?exam_type=timed", 200, `"exam_type":"timed"`},
		{"nobody", course + "/special_exams", 403, "detail"},
		{"ops", "/api/instructor/v2/courses/nonsense/special_exams", 404, ""},
		{"ops", "/api/instructor/v2/courses/course-v1:No+Such+Course/special_exams", 404, `"error"`},
		{"prof", course + "/learners/amina", 200, `"full_name":"Amina Okafor"`},
		{"prof", course + "/learners/" + url.PathEscape("soren@students.example.com"), 200, `"is_enrolled":true`},
		{"prof", course + "/learners/who", 404, `"error"`},
	} {
		if a := l.Call(l.SignIn(c.who), http.MethodGet, c.path, nil); a.Status != c.status || !strings.Contains(a.Body, c.want) {
			t.Errorf("%s %s: %d %s", c.who, c.path, a.Status, a.Body)
		}
	}
}

// whoMayRead is the rule of edx-proctoring's own list.
func whoMayRead(t *testing.T, l *lms.LMS) {
	for who, want := range map[string]int{"staff": 200, "ops": 200, "prof": 200, "dean": 200, "nobody": 403, "psi_reviewer": 403, "amina": 403} {
		path := "/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/" + lms.Ethics + "?page=1"
		if a := l.Call(l.SignIn(who), http.MethodGet, path, nil); a.Status != want {
			t.Errorf("%s: %d %s", who, a.Status, a.Body[:min(200, len(a.Body))])
		}
	}
	// A course with a page of its own is read to the end, and further: pages clamp.
	staff, seen := l.SignIn("staff"), ""
	for page := 1; page < 4; page++ {
		a := l.Call(staff, http.MethodGet, fmt.Sprintf("/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/%s?page=%d", lms.Ethics, page), nil)
		seen += a.Body
	}
	if !strings.Contains(seen, "Midterm — Régression 回归") {
		t.Error("the midterm's attempts are not there")
	}
}

// load makes a course that the LMS itself reads.
func load(t *testing.T, l *lms.LMS) {
	made := l.Load(200)
	if made.Attempts != 200 || made.Learners != 40 || made.History <= made.Attempts || made.Reviews == 0 || made.Comments == 0 || made.Archived == 0 || made.Allowances == 0 {
		t.Errorf("%+v", made)
	}
	a := l.Call(l.SignIn("staff"), http.MethodGet, "/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/"+made.Course, nil)
	if a.Status != 200 || !strings.Contains(a.Body, `"total_pages":8`) {
		t.Errorf("%d %s", a.Status, a.Body[:min(300, len(a.Body))])
	}
	for query, want := range map[string]int64{
		"SELECT COUNT(*) FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id WHERE e.course_id = ? AND a.modified > UTC_TIMESTAMP(6)":     0,
		"SELECT COUNT(DISTINCT a.user_id, a.proctored_exam_id) FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id WHERE e.course_id = ?": 200,
		// The newest history row of an attempt is what the attempt is.
		`SELECT COUNT(*) FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id
			JOIN proctoring_proctoredexamstudentattempt_history h ON h.history_id = (SELECT MAX(history_id) FROM proctoring_proctoredexamstudentattempt_history x WHERE x.id = a.id)
			WHERE e.course_id = ? AND h.status = a.status AND h.modified = a.modified AND h.completed_at <=> a.completed_at AND h.started_at <=> a.started_at`: 200,
	} {
		if got := l.Number(query, made.Course); got != want {
			t.Errorf("%d, not %d: %s", got, want, query)
		}
	}
}

func throttled(t *testing.T, l *lms.LMS) {
	l.Restart(func(o *lms.Options) { o.CoursesRate = "2/minute" })
	defer l.Restart(func(o *lms.Options) { o.CoursesRate = "" })
	token := l.SignIn("dean")
	var last lms.Answer
	for range 3 {
		last = l.Call(token, http.MethodGet, "/api/courses/v1/course_ids/?role=staff&username=dean", nil)
	}
	if last.Status != http.StatusTooManyRequests || last.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", last.Status, last.Body)
	}
}
