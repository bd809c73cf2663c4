package apiv1

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

type handler func(*call) (answer, error)

// view is what is behind a route: the methods that it has.
type view struct {
	// name is edx-proctoring's name of the route, pattern what logs call it.
	name, pattern string
	anonymous     bool
	// safe is a plain view of Django's, which takes what changes nothing and
	// refuses other methods for want of a CSRF token.
	safe    bool
	methods map[string]handler
}

// allow is the list of methods as the original gives it.
func (v view) allow() string {
	order := []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
	var out []string
	for _, m := range order {
		if v.methods[m] != nil {
			out = append(out, m)
		}
	}
	if v.methods[http.MethodGet] != nil {
		out = append(out, http.MethodHead)
	}
	return strings.Join(append(out, http.MethodOptions), ", ")
}

type route struct {
	match *regexp.Regexp
	view  view
}

// The parts of paths that have names: a course's key, with slashes or with pluses,
// as the platform's COURSE_ID_PATTERN has it.
const (
	coursePart  = `(?P<course_id>[^/+]+(?:/|\+)[^/+]+(?:/|\+)[^/?]+)`
	numberPart  = `([0-9]+)`
	slugPart    = `([-a-zA-Z0-9_]+)`
	contentPart = `([A-z0-9]+)`
)

// routes are those of edx-proctoring 6.1.4, urls.py, in its order: the first that
// fits answers.
var routes = makeRoutes()

func makeRoutes() []route {
	const v1 = "edx_proctoring/v1/"
	type methods = map[string]handler
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	exam := methods{get: getExam, post: postExam, put: putExam}
	grouped := methods{get: getGroupedAttempts}
	allowance := methods{get: getAllowances, put: putAllowance, del: deleteAllowance}
	bulk := methods{put: putAllowances}
	dashboard := methods{get: getDashboard}
	number := func(name string) string { return "(?P<" + name + ">" + numberPart[1:] }
	slug := func(name string) string { return "(?P<" + name + ">" + slugPart[1:] }
	list := []struct {
		name, path string
		anonymous  bool
		methods    methods
	}{
		{"proctored_exam.exam", v1 + "proctored_exam/exam$", false, exam},
		{"proctored_exam.exam_by_id", v1 + "proctored_exam/exam/exam_id/" + number("exam_id") + "$", false, exam},
		{"proctored_exam.exam_by_content_id", v1 + "proctored_exam/exam/course_id/" + coursePart + "/content_id/(?P<content_id>" + contentPart[1:] + "$", false, exam},
		{"proctored_exam.exams_by_course_id", v1 + "proctored_exam/exam/course_id/" + coursePart + "$", false, exam},
		{"proctored_exam.register_exams_by_course_id", v1 + "proctored_exam/exam_registration/course_id/" + coursePart + "$", false, methods{patch: patchExams}},
		{"proctored_exam.attempt", v1 + "proctored_exam/attempt/" + number("attempt_id") + "$", false, methods{get: getAttempt, put: putAttempt, del: deleteAttempt}},
		{"proctored_exam.attempts.grouped.course", v1 + "proctored_exam/attempt/grouped/course_id/" + coursePart + "$", false, grouped},
		{"proctored_exam.attempts.grouped.search", v1 + "proctored_exam/attempt/grouped/course_id/" + coursePart + "/search/(?P<search_by>.+)$", false, grouped},
		{"proctored_exam.attempt.collection", v1 + "proctored_exam/attempt$", false, methods{get: getOwnAttempt, post: postAttempt}},
		{"proctored_exam.attempt.review_status", v1 + "proctored_exam/attempt/" + number("attempt_id") + "/review_status$", false, methods{put: putReviewStatus}},
		{"proctored_exam.attempt.ready_callback", v1 + "proctored_exam/attempt/" + slug("external_id") + "/ready$", false, methods{post: postReady}},
		{"proctored_exam.attempt.callback", v1 + "proctored_exam/attempt/" + slug("external_id") + "/reviewed$", false, methods{post: postReview}},
		{"proctored_exam.allowance", v1 + "proctored_exam/" + coursePart + "/allowance$", false, allowance},
		{"proctored_exam.allowance", v1 + "proctored_exam/allowance$", false, allowance},
		{"proctored_exam.bulk_allowance", v1 + "proctored_exam/" + coursePart + "/bulk_allowance$", false, bulk},
		{"proctored_exam.bulk_allowance", v1 + "proctored_exam/bulk_allowance$", false, bulk},
		{"proctored_exam.allowance.grouped.course", v1 + "proctored_exam/" + coursePart + "/grouped/allowance$", false, methods{get: getGroupedAllowances}},
		{"proctored_exam.active_exams_for_user", v1 + "proctored_exam/active_exams_for_user$", false, methods{get: getActiveExams}},
		{"user_onboarding.status", v1 + "user_onboarding/status$", false, methods{get: getOnboarding}},
		{"user_onboarding.status.course", v1 + "user_onboarding/status/course_id/" + coursePart + "$", false, methods{get: getCourseOnboarding}},
		{"instructor_dashboard_course", v1 + "instructor/" + coursePart + "$", false, dashboard},
		{"backend_user_deletion_api", v1 + "retire_backend_user/" + number("user_id") + "/$", false, methods{post: postRetireAtServices}},
		{"user_retirement_api", v1 + "retire_user/" + number("user_id") + "/$", false, methods{post: postRetire}},
		{"proctored_exam.exam_attempts", v1 + "proctored_exam/attempt/course_id/" + coursePart + "$", false, methods{get: getExamAttempts}},
		{"proctored_exam.active_attempt", v1 + "proctored_exam/active_attempt", false, methods{get: getActiveAttempt}},
		{"proctored_exam.proctoring_settings", v1 + "proctored_exam/settings/exam_id/" + number("exam_id") + "/$", false, methods{get: getSettings}},
		{"proctored_exam.review_policy", v1 + "proctored_exam/review_policy/exam_id/" + number("exam_id") + "/$", false, methods{get: getReviewPolicy}},
		{"anonymous.proctoring_launch_callback.start_exam", "edx_proctoring/proctoring_launch_callback/start_exam/" + slug("attempt_code") + "$", true, methods{get: getStartExam}},
		{"anonymous.proctoring_review_callback", "edx_proctoring/proctoring_review_callback/$", true, methods{post: postAnonymousReview}},
		{"proctored_exam.attempts.reset", v1 + "proctored_exam/exam_id/" + number("exam_id") + "/user_id/" + number("user_id") + "/reset_attempts$", false, methods{del: deleteAttempts}},
		{"instructor_dashboard_exam", v1 + "instructor/" + coursePart + "/" + number("exam_id") + "$", false, dashboard},
	}
	out := make([]route, 0, len(list))
	for _, l := range list {
		out = append(out, route{regexp.MustCompile(anchored(l.path)), view{name: l.name, pattern: shown(l.path), anonymous: l.anonymous, safe: strings.Contains(l.path, "launch_callback"), methods: l.methods}})
	}
	return out
}

var named = regexp.MustCompile(`\(\?P<(\w+)>.*?\)(\+[^/]*\)|$|/|\$)`)

// anchored is a pattern as Django anchors it: what it calls a path from its
// beginning, what it calls a re_path nowhere.
func anchored(path string) string {
	for _, unanchored := range []string{coursePart, "retire_", "active_attempt", "reset_attempts"} {
		if strings.Contains(path, unanchored) {
			return path
		}
	}
	return "^" + path
}

// shown is a route as logs and metrics name it.
func shown(path string) string {
	path = strings.NewReplacer(coursePart, "{course_id}").Replace(path)
	return strings.TrimSuffix(named.ReplaceAllString(path, "{$1}$2"), "$")
}

// resolve finds the view for a decoded path, with what its parts are. An LMS has
// the API under /api/; edx-proctoring itself under nothing.
func resolve(path string) (view, map[string]string, bool) {
	path = strings.TrimPrefix(path, "/")
	path = strings.TrimPrefix(path, "api/")
	for _, r := range routes {
		found := r.match.FindStringSubmatch(path)
		if found == nil {
			continue
		}
		args := map[string]string{}
		for i, name := range r.match.SubexpNames() {
			if name != "" {
				args[name] = found[i]
			}
		}
		return r.view, args, true
	}
	return view{}, nil, false
}

// Route is the pattern of a path, as logs and metrics name it: never the path
// itself, which may hold names. It is empty for a path that is none of the API's.
func Route(path string) string {
	v, _, _ := resolve(path)
	return v.pattern
}

// Endpoint is a route: edx-proctoring's name for it, the pattern that logs give, and the
// methods that it has.
type Endpoint struct {
	Name, Pattern string
	Methods       []string
}

// Routes are all routes of the API, in their order.
func Routes() []Endpoint {
	out := make([]Endpoint, len(routes))
	for i, r := range routes {
		out[i] = Endpoint{r.view.name, r.view.pattern, slices.Sorted(maps.Keys(r.view.methods))}
	}
	return out
}

// Names are edx-proctoring's names of the routes, each once.
func Names() []string {
	names := map[string]bool{}
	for _, r := range routes {
		names[r.view.name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// redirectSlash is the address with the slash that is missing at its end, on this
// server: a path that begins with two slashes would lead to another one.
func redirectSlash(r *http.Request) string {
	u := url.URL{Path: "/" + strings.Trim(r.URL.Path, "/") + "/", RawQuery: r.URL.RawQuery}
	return u.String()
}
