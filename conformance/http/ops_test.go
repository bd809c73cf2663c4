package http

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// op is one kind of request: a route by its pattern, and a method that it has.
type op struct {
	route, method string
	weight        int
	make          func(*gen, *request)
}

// ops are a kind for each route and method. What moves attempts comes more often;
// what can only be refused comes just often enough.
func ops() []op {
	const v1, exam, attempt = "edx_proctoring/v1/", "edx_proctoring/v1/proctored_exam/exam", "edx_proctoring/v1/proctored_exam/attempt"
	const allowance = "edx_proctoring/v1/proctored_exam/"
	anExam := func(g *gen) any { return g.exam() }
	aCourse := func(g *gen) any { return g.course() }
	staff, global, anyone := (*gen).staff, (*gen).global, (*gen).anyone
	const usual, rare = 19, 14
	return []op{
		{exam, "GET", rare, by(global, at("proctored_exam/exam"))},
		{exam, "POST", usual, by(global, at("proctored_exam/exam"), (*gen).newExam)},
		{exam, "PUT", usual, by(global, at("proctored_exam/exam"), (*gen).setExam)},
		{exam + "/exam_id/{exam_id}", "GET", usual, at("proctored_exam/exam/exam_id/%d", anExam)},
		{exam + "/exam_id/{exam_id}", "POST", rare, by(global, at("proctored_exam/exam/exam_id/%d", anExam), (*gen).newExam)},
		{exam + "/exam_id/{exam_id}", "PUT", rare, by(global, at("proctored_exam/exam/exam_id/%d", anExam), (*gen).setExam)},
		{exam + "/course_id/{course_id}", "GET", usual, at("proctored_exam/exam/course_id/%s", aCourse)},
		{exam + "/course_id/{course_id}", "POST", rare, by(global, at("proctored_exam/exam/course_id/%s", aCourse), (*gen).newExam)},
		{exam + "/course_id/{course_id}", "PUT", rare, by(global, at("proctored_exam/exam/course_id/%s", aCourse), (*gen).setExam)},
		{exam + "/course_id/{course_id}/content_id/{content_id}", "GET", usual, (*gen).byContent},
		{exam + "/course_id/{course_id}/content_id/{content_id}", "POST", rare, by(global, (*gen).byContent, (*gen).newExam)},
		{exam + "/course_id/{course_id}/content_id/{content_id}", "PUT", rare, by(global, (*gen).byContent, (*gen).setExam)},
		{v1 + "proctored_exam/exam_registration/course_id/{course_id}", "PATCH", usual, by(global, at("proctored_exam/exam_registration/course_id/%s", aCourse), (*gen).register)},
		{attempt, "GET", usual, by(anyone, at("proctored_exam/attempt"))},
		{attempt, "POST", 110, (*gen).create},
		{attempt + "/{attempt_id}", "GET", 30, (*gen).ownAttempt},
		{attempt + "/{attempt_id}", "PUT", 100, (*gen).act},
		{attempt + "/{attempt_id}", "DELETE", usual, by(staff, (*gen).ofAttempt)},
		{attempt + "/{attempt_id}/review_status", "PUT", usual, (*gen).acknowledge},
		{attempt + "/{external_id}/ready", "POST", 25, by(anyone, (*gen).ready)},
		{attempt + "/{external_id}/reviewed", "POST", 45, (*gen).review},
		{attempt + "/grouped/course_id/{course_id}", "GET", 28, by(staff, at("proctored_exam/attempt/grouped/course_id/%s", aCourse), with((*gen).page))},
		{attempt + "/grouped/course_id/{course_id}/search/{search_by}", "GET", 24, by(staff, (*gen).search, with((*gen).page))},
		{attempt + "/course_id/{course_id}", "GET", 36, by(anyone, at("proctored_exam/attempt/course_id/%s", aCourse), (*gen).examAttempts)},
		{allowance + "allowance", "GET", rare, by(staff, at("proctored_exam/allowance"))},
		{allowance + "allowance", "PUT", 30, by(staff, at("proctored_exam/allowance"), (*gen).grant)},
		{allowance + "allowance", "DELETE", usual, by(staff, at("proctored_exam/allowance"), (*gen).take)},
		{allowance + "{course_id}/allowance", "GET", 22, by(staff, at("proctored_exam/%s/allowance", aCourse))},
		{allowance + "{course_id}/allowance", "PUT", rare, by(staff, at("proctored_exam/%s/allowance", aCourse), (*gen).grant)},
		{allowance + "{course_id}/allowance", "DELETE", rare, by(staff, at("proctored_exam/%s/allowance", aCourse), (*gen).take)},
		{allowance + "bulk_allowance", "PUT", usual, by(staff, at("proctored_exam/bulk_allowance"), (*gen).bulk)},
		{allowance + "{course_id}/bulk_allowance", "PUT", usual, by(staff, at("proctored_exam/%s/bulk_allowance", aCourse), (*gen).bulk)},
		{allowance + "{course_id}/grouped/allowance", "GET", 22, by(staff, at("proctored_exam/%s/grouped/allowance", aCourse))},
		{allowance + "active_exams_for_user", "GET", usual, by(anyone, at("proctored_exam/active_exams_for_user"), (*gen).whose)},
		{v1 + "user_onboarding/status", "GET", 22, by(anyone, at("user_onboarding/status"), with((*gen).onboarding))},
		{v1 + "user_onboarding/status/course_id/{course_id}", "GET", 22, by(staff, at("user_onboarding/status/course_id/%s", aCourse), with((*gen).board))},
		{v1 + "instructor/{course_id}", "GET", rare, by(staff, at("instructor/%s", aCourse))},
		{v1 + "instructor/{course_id}/{exam_id}", "GET", rare, by(staff, at("instructor/%s/%d", aCourse, anExam), with((*gen).dashboard))},
		{v1 + "retire_backend_user/{user_id}/", "POST", usual, by((*gen).retirer, (*gen).retireThere)},
		{v1 + "retire_user/{user_id}/", "POST", usual, by((*gen).retirer, (*gen).retire)},
		{allowance + "active_attempt", "GET", usual, by(anyone, at("proctored_exam/active_attempt"), with((*gen).ofUser))},
		{allowance + "settings/exam_id/{exam_id}/", "GET", usual, at("proctored_exam/settings/exam_id/%d/", anExam)},
		{allowance + "review_policy/exam_id/{exam_id}/", "GET", usual, at("proctored_exam/review_policy/exam_id/%d/", anExam)},
		{"edx_proctoring/proctoring_launch_callback/start_exam/{attempt_code}", "GET", rare, (*gen).launch},
		{"edx_proctoring/proctoring_review_callback/", "POST", 25, (*gen).anonymousReview},
		{allowance + "exam_id/{exam_id}/user_id/{user_id}/reset_attempts", "DELETE", usual, by(staff, (*gen).reset)},
	}
}

func (g *gen) newExam(r *request) {
	name := pick(g, "n1", "n2", "n3", strconv.Itoa(g.IntN(1000)))
	g.fields(r, "course_id", quoted(often(g, 6, course, other, foreign, "")), "content_id", quoted(often(g, 8, block(name), block("b1"), name)),
		"exam_name", quoted(often(g, 6, "New exam", "Prüfung", "")), "time_limit_mins", often(g, 8, pick(g, "30", "90", `"45"`), "-1", "0", `"x"`),
		"is_proctored", pick(g, "true", "false", `"true"`), "is_practice_exam", pick(g, "false", "true", `"False"`), "external_id", quoted(pick(g, "y1", "y2", "")),
		"is_active", often(g, 5, "true", `"true"`, "false"), "hide_after_due", pick(g, "false", "true"))
}

func (g *gen) setExam(r *request) {
	list := []string{"exam_id", strconv.Itoa(g.exam())}
	if g.IntN(3) > 0 {
		list = append(list, "exam_name", quoted(pick(g, "Midterm", "Other")))
	}
	if g.IntN(2) == 0 {
		list = append(list, "time_limit_mins", pick(g, "90", "45", `"60"`))
	}
	if g.IntN(4) == 0 {
		list = append(list, "hide_after_due", pick(g, "true", "false"))
	}
	if g.IntN(8) == 0 {
		list = append(list, "is_active", pick(g, "true", "false"))
	}
	g.fields(r, list...)
}

func (g *gen) byContent(r *request) {
	at("proctored_exam/exam/course_id/%s/content_id/%s", (func(g *gen) any { return often(g, 5, plain, g.course()) }), func(g *gen) any { return often(g, 5, "c7", "b1", "none") })(g, r)
}

// register lists a course's exams; those that are left out are ended.
func (g *gen) register(r *request) {
	var exams []string
	for _, name := range []string{"b1", "b2", "b3", "r" + strconv.Itoa(g.IntN(4))} {
		if g.IntN(6) == 0 {
			continue
		}
		exams = append(exams, fmt.Sprintf(`{"course_id": %q, "content_id": %q, "exam_name": %q, "time_limit_mins": %s, "due_date": %s, "is_proctored": %t, "is_practice_exam": %t, "is_active": true, "hide_after_due": %t, "backend": %s}`,
			course, block(name), "Exam "+name, often(g, 20, "90", `"x"`, "-1"), often(g, 4, "null", `"2026-12-24T00:00:00Z"`, `"tomorrow"`), name != "b3", name == "b2", g.IntN(2) == 0, often(g, 12, `"test"`, `"null"`, `"nowhere"`)))
	}
	r.Body, r.ContentType = "["+strings.Join(exams, ", ")+"]", "application/json"
	if g.IntN(20) == 0 {
		r.Body = pick(g, "{}", "null", "[null]", "[1]", "[", "[{}]")
	}
}

func (g *gen) create(r *request) {
	r.User, r.Path = often(g, 30, g.learner(), "", "cs"), api+"proctored_exam/attempt"
	g.fields(r, "exam_id", strconv.Itoa(g.exam()), "start_clock", g.truth(), "attempt_proctored", g.truth())
}

func (g *gen) ownAttempt(r *request) {
	a := g.attempt(nil)
	r.User, r.Path = often(g, 10, a.User, "ops", "cs", ""), api+fmt.Sprintf("proctored_exam/attempt/%d", a.ID)
}

func (g *gen) ofAttempt(r *request) {
	r.Path = api + fmt.Sprintf("proctored_exam/attempt/%d", g.attempt(nil).ID)
}

// act takes a step that an attempt's status lets a learner take, most of the time.
func (g *gen) act(r *request) {
	a := g.attempt(func(a attemptState) bool { return !a.Ended || a.Practice || a.Status == "error" })
	steps := map[string][]string{
		"created": {"click_download_software", "start", "decline"}, "download_software_clicked": {"start", "click_download_software", "error"},
		"ready_to_start": {"start"}, "started": {"stop", "submit", "error", "stop"}, "ready_to_submit": {"submit", "start", "submit"},
		"submitted": {"error"}, "error": {"mark_ready_to_resume", "reset_attempt"}, "ready_to_resume": {"start"},
	}[a.Status]
	if len(steps) == 0 {
		steps = []string{"reset_attempt", "submit", "stop"}
	}
	action := often(g, 15, pick(g, steps...), "start", "stop", "submit", "decline", "error", "reset_attempt", "nope")
	r.User, r.Path = a.User, api+fmt.Sprintf("proctored_exam/attempt/%d", a.ID)
	list := []string{"action", quoted(action)}
	if action == "mark_ready_to_resume" {
		r.User = g.staff()
		list = append(list, "user_id", often(g, 8, pick(g, strconv.Itoa(a.UserID), quoted(strconv.Itoa(a.UserID))), "99", `"x"`))
	}
	if action == "error" {
		list = append(list, "detail", quoted("the software does not answer"))
	}
	g.fields(r, list...)
}

func (g *gen) acknowledge(r *request) {
	a := g.attempt(nil)
	r.User, r.Path = often(g, 8, a.User, "ops", ""), api+fmt.Sprintf("proctored_exam/attempt/%d/review_status", a.ID)
	r.Body, r.ContentType = "{}", "application/json"
}

func hasExternal(a attemptState) bool { return a.External != "" }

func (g *gen) ready(r *request) {
	r.Path, r.Body, r.ContentType = api+"proctored_exam/attempt/"+g.external()+"/ready", "{}", "application/json"
}

func (g *gen) external() string {
	if e := g.attempt(hasExternal).External; e != "" {
		return e
	}
	return "unknown"
}

func (g *gen) review(r *request) {
	r.User = often(g, 8, pick(g, "rev", "ops", "root"), "lea", "cs", "")
	r.Path, r.ContentType = api+"proctored_exam/attempt/"+g.external()+"/reviewed", "application/json"
	comments := often(g, 4, `[{"comment": "c", "status": "suspicious", "start": 1, "stop": 2, "duration": 1}]`, "[]", `[{"comment": "Ä"}]`, "null")
	r.Body = fmt.Sprintf(`{"status": %q, "comments": %s%s}`, often(g, 9, pick(g, "passed", "suspicious", "violation", "not_reviewed"), "nope", ""), comments,
		pick(g, "", `, "reviewed_by": "ops@example.com"`, `, "reviewed_by": "x@example.com"`))
	if g.IntN(30) == 0 {
		r.Body = pick(g, "", "{", "[]", "null", "{}", `{"comments": []}`, strings.Replace(r.Body, "{", `{"payload": "p", `, 1), r.Body[:len(r.Body)/2])
	}
}

// anonymousReview is PSI's, which does not sign in.
func (g *gen) anonymousReview(r *request) {
	a := g.attempt(hasExternal)
	r.User, r.Path, r.ContentType = "", root+"proctoring_review_callback/", often(g, 4, "application/json", "text/plain", "")
	code := "CODE" + strconv.Itoa(a.ID)
	r.Body = fmt.Sprintf(`{"examMetaData": {"examCode": %q, "ssiRecordLocator": %q}, "reviewStatus": %q, "videoReviewLink": "https://vendor.example.com/v", "desktopComments": [{"comments": "c", "duration": 1, "eventFinish": 2, "eventStart": 1, "eventStatus": "Suspicious"}], "webCamComments": []}`,
		code, often(g, 8, a.External, "other"), often(g, 8, pick(g, "Clean", "Rules Violation", "Suspicious", "Not Reviewed"), "Nope"))
	if g.IntN(12) == 0 {
		r.Body = pick(g, "", "{", "[]", "{}", `{"examMetaData": {}}`, `{"examMetaData": 1}`, `{"examMetaData": {"examCode": "`+code+`"}}`)
	}
}

func (g *gen) search(r *request) {
	at("proctored_exam/attempt/grouped/course_id/%s/search/%s", func(g *gen) any { return g.course() },
		func(g *gen) any { return pick(g, "lea", "example", "%25", "nobody", "LEO", "%C3%A4", "a/b") })(g, r)
}

func (g *gen) examAttempts(r *request) {
	content := often(g, 8, pick(g, block("b1"), block("b2"), block("b3")), "i4x://CoastTech/LAW102/sequential/b4", "none", "")
	r.Query = "content_id=" + url.QueryEscape(content) + pick(g, "", "&is_learning_mfe=true", "&is_learning_mfe=1")
	if g.IntN(4) == 0 {
		r.User = often(g, 4, "ops", "lea")
		r.Query += "&user_id=" + often(g, 6, "3", "x", "99")
	}
}

func (g *gen) grant(r *request) {
	g.fields(r, "exam_id", often(g, 5, strconv.Itoa(g.exam()), `"1"`), "user_info", quoted(often(g, 8, pick(g, "lea", "leo@example.com", "ann"), "nobody", "")),
		"key", quoted(often(g, 6, pick(g, "additional_time_granted", "additional_time_granted", "review_policy_exception", "time_multiplier"), "other")),
		"value", quoted(often(g, 9, pick(g, "10", "25", "0"), "x", "-1", "1.5")))
}

func (g *gen) take(r *request) {
	g.fields(r, "exam_id", strconv.Itoa(g.exam()), "user_id", often(g, 8, pick(g, "3", "4", "9"), "99"), "key", quoted(often(g, 5, "additional_time_granted", "review_policy_exception", "other")))
}

func (g *gen) bulk(r *request) {
	g.fields(r, "exam_ids", quoted(often(g, 6, pick(g, "1", "1,2", "1, 3,"), "99,1", "")), "user_ids", quoted(often(g, 6, pick(g, "lea", "lea,leo", "ann, leo"), "nobody", "lea, nobody")),
		"allowance_type", quoted(often(g, 10, pick(g, "additional_time_granted", "time_multiplier"), "review_policy_exception")), "value", quoted(often(g, 12, pick(g, "10", "25"), "1.5", "x")))
}

func (g *gen) whose(r *request) {
	r.Body, r.ContentType = often(g, 5, fmt.Sprintf(`{"user_id": %d, "course_id": %q}`, pick(g, 3, 4, 9, 99), course), "", "{}", `{"user_id": 3}`), "application/json"
}

func (g *gen) onboarding() string {
	return often(g, 10, "course_id="+url.QueryEscape(often(g, 8, course, other, "no/such/course")), "", "course_id=") +
		often(g, 3, "", "&username=lea", "&username=leo", "&username=nobody") + pick(g, "", "&is_learning_mfe=true")
}

func (g *gen) board() string {
	return often(g, 2, g.page(), "text_search=lea", "statuses=not_started", "statuses=submitted,verified&page=1", "text_search=Ä", "text_search=example&statuses=not_started")
}

func (g *gen) dashboard() string {
	return pick(g, "", "config=true", "attempt="+g.external(), "config=True&attempt=unknown")
}

func (g *gen) retirer() string { return often(g, 6, "root", "ops", "cs", "lea", "") }

func (g *gen) retireThere(r *request) {
	at("retire_backend_user/%d/", func(g *gen) any { return pick(g, 3, 4, 9, 99) })(g, r)
	r.Body, r.ContentType = "{}", "application/json"
}

func (g *gen) retire(r *request) {
	at("retire_user/%d/", func(g *gen) any { return often(g, 3, 9, 4, 99) })(g, r)
	r.Body, r.ContentType = "{}", "application/json"
}

func (g *gen) ofUser() string {
	return often(g, 3, "", "user_id=3", "user_id=4", "user_id=x")
}

func (g *gen) launch(r *request) {
	a := g.attempt(func(a attemptState) bool { return a.Status == "created" || a.Status == "download_software_clicked" })
	r.User, r.Path = "", root+"proctoring_launch_callback/start_exam/CODE"+strconv.Itoa(a.ID)
}

func (g *gen) reset(r *request) {
	a := g.attempt(nil)
	r.Path = api + fmt.Sprintf("proctored_exam/exam_id/%d/user_id/%d/reset_attempts", a.Exam, a.UserID)
}
