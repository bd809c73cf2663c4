package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"examdesk/model"
)

const attemptJSON = `{"id":7,"created":"2026-11-01T10:00:00.000001Z","modified":"2026-11-02T10:00:00+00:00","user":{"id":5,"username":"ada","email":"ada@example.com"},
"started_at":null,"completed_at":"2026-11-01T11:00:00Z","external_id":"","status":"submitted","allowed_time_limit_mins":90,"attempt_code":"C0DE",
"is_sample_attempt":false,"taking_as_proctored":true,"review_policy_id":null,"is_status_acknowledged":false,"time_remaining_seconds":12.5,
"is_resumable":true,"ready_to_resume":false,"resumed":false,"unknown":1,
"proctored_exam":{"id":3,"course_id":"course-v1:Org+C+R","content_id":"block","external_id":null,"exam_name":"Final","time_limit_mins":90,"is_proctored":true,
"is_practice_exam":false,"is_active":true,"due_date":null,"hide_after_due":false,"backend":null}`

const page1 = `{"proctored_exam_attempts":[` + attemptJSON + `,"all_attempts":[` + attemptJSON + `}]}],"pagination_info":{"has_previous":false,"has_next":true,"current_page":1,"total_pages":3},"attempt_url":"/x"}`

func TestAttempts(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, page1))
	c := to(t, f)
	p, err := c.Attempts(t.Context(), "course-v1:Org+C+R", 1)
	if err != nil || p.Number != 1 || p.Pages != 3 || len(p.Groups) != 1 || len(p.Groups[0].All) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	a := p.Groups[0].Newest
	if a.Attempt.ID != 7 || a.Attempt.ExamID != 3 || a.Attempt.UserID != 5 || a.Learner.Email.Raw() != "ada@example.com" || *a.Attempt.TimeRemainingSeconds != 12 ||
		a.Attempt.CompletedAt == nil || a.Attempt.Created.Nanosecond() != 1000 || a.Attempt.ExternalIDOrNil() == nil || a.Exam.ExternalIDOrNil() != nil || a.Exam.BackendOrNil() != nil {
		t.Errorf("%+v", a)
	}
	// A page that does not exist is answered with another one.
	var none *NoPageError
	if p, err = c.Attempts(t.Context(), "course-v1:Org+C+R", 9); model.CodeOf(err) != model.CodeNotFound || !errors.As(err, &none) || none.Got != 1 || none.Pages != 3 || p.Pages != 3 {
		t.Errorf("%+v, %v", p, err)
	}
}

// Keys, ids and searches are text, whatever an address makes of their characters.
func TestPaths(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "grouped") {
			says(200, page1)(w, r)
			return
		}
		says(200, `[]`)(w, r)
	})
	c := to(t, f)
	for _, x := range []struct {
		call func() error
		path string
	}{
		{func() error { _, err := c.Exams(t.Context(), "course-v1:Org+C+R"); return err }, "exam/course_id/course-v1:Org%2BC%2BR"},
		{func() error { _, err := c.Exams(t.Context(), "Org/C/R"); return err }, "exam/course_id/Org/C/R"},
		{func() error { _, err := c.Exams(t.Context(), "course-v1:Örg+C%+R 1"); return err }, "exam/course_id/course-v1:%C3%96rg%2BC%25%2BR%201"},
		{func() error { _, err := c.SearchAttempts(t.Context(), "a+b+c", "x+y@z?&#%/ö", 1); return err }, "attempt/grouped/course_id/a%2Bb%2Bc/search/x%2By@z%3F&%23%25/%C3%B6"},
		{func() error { _, err := c.Allowances(t.Context(), "a+b+c"); return err }, "a%2Bb%2Bc/allowance"},
	} {
		if err := x.call(); err != nil {
			t.Fatal(err)
		}
		asked := f.asked()
		last := asked[len(asked)-1]
		if want := "/api/edx_proctoring/v1/proctored_exam/" + x.path; last.path != want {
			t.Errorf("asked %s, want %s", last.path, want)
		}
	}
	n := len(f.asked())
	for _, course := range []string{"", "a", "a+b", "a/b", "../../c", "a//c", "a+b+c/../..", "a+b+c\n", "a+b+c\x00", "a+b+c?x", "a+b+\xff"} {
		if _, err := c.Exams(t.Context(), course); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%q: %v", course, err)
		}
	}
	for _, search := range []string{"", "..", "a/../b", "a\tb"} {
		if _, err := c.SearchAttempts(t.Context(), "a+b+c", search, 1); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%q: %v", search, err)
		}
	}
	for _, id := range []string{"", "a.b", "a b", "ä", "a/b", "a%2e", "../x"} {
		if err := c.Review(t.Context(), id, []byte(`{}`)); model.CodeOf(err) != model.CodeUnsupported || MaySend(id) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if len(f.asked()) != n {
		t.Error("something was asked all the same")
	}
}

// Answers are read in full or refused: bytes are not replaced.
func TestUnreadableAnswers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"HTML": "<html></html>", "nothing": "", "cut off": `[{"id":1`, "two": `[] []`, "not UTF-8": "[\"\xe9\"]", "NUL": "[\"\x00\"]",
		"half a character": `[{"id":1,"course_id":"a","exam_name":"\ud83d"}]`, "the other half": `[{"id":1,"course_id":"a","exam_name":"\ude00x"}]`,
		"no id": `[{"course_id":"a"}]`, "an object": `{"results":[]}`, "wrong type": `[{"id":"1"}]`,
	} {
		f := newFake(t, says(200, body))
		if _, err := to(t, f).Exams(t.Context(), "a+b+c"); model.CodeOf(err) != model.CodeUnavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := newFake(t, says(200, `[{"id":1,"course_id":"a","exam_name":"\ud83d\ude00 \\ud83d"}]`))
	list, err := to(t, f).Exams(t.Context(), "a+b+c")
	if err != nil || list[0].Name.Raw() != `😀 \ud83d` {
		t.Errorf("%v, %v", list, err)
	}
	f = newFake(t, says(200, `{"proctored_exam_attempts":[]}`))
	if _, err := to(t, f).Attempts(t.Context(), "a+b+c", 1); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("no pages: %v", err)
	}
}

// An answer without end is not read to its end.
func TestEndlessAnswer(t *testing.T) {
	t.Parallel()
	sent := 0
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		piece := []byte(strings.Repeat(" ", 1<<20))
		for r.Context().Err() == nil {
			n, err := w.Write(piece)
			if sent += n; err != nil {
				return
			}
		}
	})
	_, err := to(t, f).Exams(t.Context(), "a+b+c")
	f.Close()
	if model.CodeOf(err) != model.CodeUnavailable || sent > maxAnswer+(64<<20) {
		t.Errorf("%d bytes: %v", sent, err)
	}
}

// What is sent is what edx-proctoring takes: an id as a number, minutes as text.
func TestBodies(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, ``))
	c := to(t, f)
	ctx := t.Context()
	bulk := model.BulkAllowance{ExamIDs: []int64{1, 2}, Users: []model.UserRef{{Name: "ada"}, {Name: "bob"}}, Type: model.AllowanceAdditionalTime, Value: "30"}
	for _, err := range []error{
		c.Grant(ctx, 3, 5, "additional_time_granted", "30"), c.Revoke(ctx, 3, 5, "additional_time_granted"), c.Resume(ctx, 7, 5), c.RemoveAttempt(ctx, 7), c.RemoveAttempts(ctx, 3, 5),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if all, err := c.GrantMany(ctx, "a+b+c", bulk); err != nil || !all {
		t.Errorf("%v, %v", all, err)
	}
	want := []seen{
		{method: "PUT", path: "allowance", body: `{"exam_id":3,"key":"additional_time_granted","user_info":5,"value":"30"}`},
		{method: "DELETE", path: "allowance", body: `{"exam_id":3,"key":"additional_time_granted","user_id":5}`},
		{method: "PUT", path: "attempt/7", body: `{"action":"mark_ready_to_resume","user_id":5}`},
		{method: "DELETE", path: "attempt/7"},
		{method: "DELETE", path: "exam_id/3/user_id/5/reset_attempts"},
		{method: "PUT", path: "a%2Bb%2Bc/bulk_allowance", body: `{"allowance_type":"additional_time_granted","exam_ids":"1,2","user_ids":"ada,bob","value":"30"}`},
	}
	for i, got := range f.asked() {
		if w := want[i]; got.method != w.method || got.path != "/api/edx_proctoring/v1/proctored_exam/"+w.path || got.body != w.body {
			t.Errorf("sent %s %s %s", got.method, got.path, got.body)
		}
	}
	bulk.Users[0].Name = "ada,eve"
	if _, err := c.GrantMany(ctx, "a+b+c", bulk); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("a comma: %v", err)
	}
}

// The platform lists in several shapes.
func TestPlatformPages(t *testing.T) {
	t.Parallel()
	for name, bodies := range map[string]map[string]string{
		"bare":       {"1": `["a+b+c","d+e+f"]`},
		"DRF":        {"1": `{"count":2,"next":"https://evil.example.com/?page=2","previous":null,"results":["a+b+c"]}`, "2": `{"count":2,"next":null,"results":["d+e+f"]}`},
		"pagination": {"1": `{"results":["a+b+c"],"pagination":{"next":"/x?page=2","count":2}}`, "2": `{"results":["d+e+f"],"pagination":{"next":null}}`},
	} {
		f := newFake(t, func(w http.ResponseWriter, r *http.Request) { says(200, bodies[r.URL.Query().Get("page")])(w, r) })
		got, err := to(t, f).CourseIDs(t.Context(), "ada", "staff")
		if err != nil || strings.Join(got, " ") != "a+b+c d+e+f" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if q, _ := url.ParseQuery(f.asked()[0].query); q.Get("username") != "ada" || q.Get("role") != "staff" {
			t.Errorf("asked %v", q)
		}
	}
	f := newFake(t, says(200, `{"next":"x","results":["a+b+c"]}`))
	if _, err := to(t, f).CourseIDs(t.Context(), "ada", "staff"); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("without end: %v", err)
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/me"):
			says(200, `{"username":"ada"}`)(w, r)
		case strings.HasSuffix(r.URL.Path, "/roles/"):
			says(200, `{"roles":[{"org":"Org","course_id":"","role":"staff"},{"org":"Org","course_id":"a+b+c","role":"instructor"}],"is_staff":true}`)(w, r)
		case r.URL.Query().Get("username") == "nobody":
			says(404, ``)(w, r)
		case r.URL.Query().Get("email") != "":
			says(200, `[]`)(w, r)
		default:
			says(200, `[{"username":"ada","email":"ada@example.com","name":null,"is_active":false}]`)(w, r)
		}
	})
	c, ctx := to(t, f), context.Background()
	if me, err := c.Me(ctx); err != nil || me != "ada" {
		t.Errorf("%q, %v", me, err)
	}
	if a, err := c.Account(ctx, "ada"); err != nil || a.Email != "ada@example.com" || a.IsActive || a.Name != "" {
		t.Errorf("%+v, %v", a, err)
	}
	for _, err := range []error{second(c.Account(ctx, "nobody")), second(c.AccountByEmail(ctx, "x@example.com"))} {
		if model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("nobody: %v", err)
		}
	}
	roles, staff, err := c.Roles(ctx)
	if err != nil || !staff || len(roles) != 2 || roles[0].Org != "Org" || roles[1].Course != "a+b+c" {
		t.Errorf("%v %v, %v", roles, staff, err)
	}
}

func second[A any](_ A, err error) error { return err }
