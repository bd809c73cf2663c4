package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"examdesk/model"
	"examdesk/server/apiv1"
	"examdesk/server/auth"
)

// signingKey signs the tokens of a replay.
const signingKey = "replayed-requests-are-signed-with-this"

// nameless is who a user without a name is in a token, which cannot be empty.
const nameless = "nameless"

// TestReplayServer sends each recorded HTTP request to the server, with a token of
// the recorded user, and compares the status, the body with the order of its
// fields, the Location and every row that is left.
func TestReplayServer(t *testing.T) {
	t.Parallel()
	counts, every, n := map[string]*tally{}, replayEvery(t), 0
	transcripts(t, "http", func(tr *transcript) {
		if n++; n%every != 0 {
			return
		}
		name := "(none)"
		if tr.Route != "" {
			name = tr.Route[strings.LastIndex(tr.Route, ":")+1:]
		}
		name = tr.Request.Method + " " + name
		c := counts[name]
		if c == nil {
			c = &tally{}
			counts[name] = c
		}
		if tr.Replay.Possible != "yes" {
			c.skipped++
			return
		}
		diff, onPurpose := replayRequest(t, tr)
		switch {
		case diff != "":
			c.failed++
			t.Errorf("%s %s %s?%s %s (-recorded +ours):\n%s", tr.ID, tr.Request.Method, tr.Request.Path, tr.Request.Query, tr.Request.Body, diff)
		case onPurpose:
			c.onPurpose++
		default:
			c.passed++
		}
	})
	logServer(t, counts)
}

// replayEvery is of how many requests one is sent: make test takes a part, everything
// else takes all.
func replayEvery(t *testing.T) int {
	t.Helper()
	s := os.Getenv("EXAMDESK_REPLAY_EVERY")
	if s == "" {
		return 1
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("EXAMDESK_REPLAY_EVERY=%q: give a number from 1 on", s)
	}
	return n
}

func logServer(t *testing.T, counts map[string]*tally) {
	t.Helper()
	var total tally
	var lines []string
	for name, c := range counts {
		lines = append(lines, fmt.Sprintf("%4d passed %4d failed %4d on purpose %4d skipped  %s", c.passed, c.failed, c.onPurpose, c.skipped, name))
		total.add(*c)
	}
	sort.Strings(lines)
	total.count("transcripts-http")
	t.Logf("\n%s\nHTTP requests: %d passed, %d failed, %d on purpose, %d skipped", strings.Join(lines, "\n"), total.passed, total.failed, total.onPurpose, total.skipped)
	if total.passed == 0 {
		t.Error("nothing was replayed")
	}
}

// courseStaff makes the requester staff of every course of the recording, if the
// platform called them that.
func (d *replayDB) courseStaff(t *testing.T) {
	t.Helper()
	d.exec(t, `CREATE TABLE student_courseaccessrole (id integer PRIMARY KEY, org varchar(64) NOT NULL, course_id varchar(255) NOT NULL,
		role varchar(64) NOT NULL, user_id integer NOT NULL)`)
	if d.tr.User == nil || d.tr.User.CourseStaff == nil || !*d.tr.User.CourseStaff {
		return
	}
	courses := map[string]bool{}
	for _, row := range d.tr.Before["proctoring_proctoredexam"] {
		courses[fmt.Sprint(row["course_id"])] = true
	}
	for _, c := range d.tr.ServiceCalls {
		if c.Method == "is_course_staff" && len(c.Args) > 1 {
			courses[fmt.Sprint(c.Args[1])] = true
		}
	}
	for course := range courses {
		if _, err := d.db.Exec("INSERT INTO student_courseaccessrole (org, course_id, role, user_id) VALUES ('', ?, 'staff', ?)", course, d.tr.User.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// server is the API on a recording's store, at its time.
func (d *replayDB) server(t *testing.T) http.Handler {
	t.Helper()
	viewable, profiles := false, false
	if raw, given := d.tr.Overrides["PROCTORED_EXAM_VIEWABLE_PAST_DUE"]; given {
		if err := json.Unmarshal(raw, &viewable); err != nil {
			t.Fatal(err)
		}
	}
	profiles, _ = d.tr.Constants["ONBOARDING_PROFILE_API"].(bool)
	sign := auth.SignIn{Keys: auth.Keys{Secret: model.NewSecret(signingKey)}, People: d.engine, Clock: d.clock}
	return apiv1.New(apiv1.Config{
		For:    func(a model.Actor) model.ProctoringAPI { return d.whole.APIFor(a) },
		SignIn: sign.Actor, Clock: d.clock, Backends: d.backends, Site: d.tr.site(t), ViewablePastDue: viewable, ProfileAPI: profiles,
		PerPage: d.tr.Hints.PerPage, Switch: d.waffle,
	})
}

// waffle answers a switch as the recording's table does, or as its patch.
func (d *replayDB) waffle(_ context.Context, name string) (bool, error) {
	if on := d.tr.Hints.AllSwitches; on != nil {
		return *on, nil
	}
	for _, row := range d.tr.Before["waffle_switch"] {
		if row["name"] == name {
			return fmt.Sprint(row["active"]) == "true" || fmt.Sprint(row["active"]) == "1", nil
		}
	}
	return false, nil
}

// replayRequest sends a request and returns how the outcome differs, and whether
// it does so on purpose.
func replayRequest(t *testing.T, tr *transcript) (string, bool) {
	t.Helper()
	if err := tr.unread(); err != nil {
		return err.Error(), false
	}
	tr.name()
	tr.unconfigure()
	tr.mayRetire()
	d := openReplay(t, tr)
	if d.closed != nil {
		defer d.closed()
	}
	before := d.rows(t, tr).withoutActor()
	w := httptest.NewRecorder()
	d.server(t).ServeHTTP(w, tr.request(t))
	want, ours := recorded(tr), replayed{Rows: d.rows(t, tr).withoutActor()}
	untouched := cmp.Equal(before, ours.Rows)
	if tr.Raises != nil || tr.Response == nil { // a 500 in production: ours is a clear refusal, and nothing is written
		if w.Code < 400 || w.Code >= 500 {
			return fmt.Sprintf("the original raised, ours answered %d %s", w.Code, w.Body), false
		}
		return cmp.Diff(before, ours.Rows), true
	}
	if isCSRF(tr) && w.Code == http.StatusForbidden {
		return cmp.Diff(before, ours.Rows), false
	}
	if tr.Replay.SetOrder {
		want.unorder()
		ours.unorder()
	}
	if strings.Contains(tr.Route, "register_exams") { // ours writes all exams before it tells the services, the original in turn
		want.Rows.unorder("proctoring_proctoredexamhistory", "history_id")
		ours.Rows.unorder("proctoring_proctoredexamhistory", "history_id")
	}
	rows := replayed{Rows: want.renamed(ours.Rows).Rows}
	diff := answerDiff(tr, w)
	onPurpose := settlers()["saved-once-more"](tr, &rows, &ours)
	if more := cmp.Diff(rows.Rows, ours.Rows); more != "" {
		if w.Code >= 400 && untouched {
			onPurpose = true
		} else {
			diff += more
		}
	}
	return diff, onPurpose
}

func isCSRF(tr *transcript) bool { return strings.HasPrefix(fmt.Sprint(tr.Replay.Wire), "csrf") }

// name gives a requester without a name one, which a token cannot carry.
func (tr *transcript) name() {
	if tr.User == nil || tr.User.Username != "" {
		return
	}
	tr.User.Username = nameless
	for _, row := range tr.Before["auth_user"] {
		if row["username"] == "" {
			row["username"] = nameless
		}
	}
}

// request is the recorded request with a token of the recorded user.
func (tr *transcript) request(t *testing.T) *http.Request {
	t.Helper()
	url := tr.Request.URLPath
	if tr.Request.Query != "" {
		url += "?" + tr.Request.Query
	}
	r := httptest.NewRequestWithContext(t.Context(), tr.Request.Method, url, strings.NewReader(tr.Request.Body))
	for name, value := range tr.Request.Headers {
		if !strings.EqualFold(name, "Content-Length") {
			r.Header.Set(name, value)
		}
	}
	if tr.Request.ContentType != "" {
		r.Header.Set("Content-Type", tr.Request.ContentType)
	}
	if tr.User == nil {
		return r
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"preferred_username": tr.User.Username, "iat": tr.Now.Unix(), "exp": tr.Now.Unix() + 60,
	}).SignedString([]byte(signingKey))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "JWT "+token)
	return r
}

// answerDiff is how an answer differs from the recorded one.
func answerDiff(tr *transcript, w *httptest.ResponseRecorder) string {
	if w.Code != tr.Response.Status {
		return fmt.Sprintf("status -%d +%d %s\n", tr.Response.Status, w.Code, w.Body)
	}
	if to := tr.Response.Location; to != nil && *to != w.Header().Get("Location") {
		return fmt.Sprintf("Location -%s +%s\n", *to, w.Header().Get("Location"))
	}
	want := answerTokens(tr.Response.Body)
	var got []string
	switch {
	case len(want) == 1 && (want[0] == "<html>" || want[0] == ""):
		return "" // a page, or nothing
	case strings.HasPrefix(w.Header().Get("Content-Type"), "application/json"):
		got = answerTokens(w.Body.Bytes())
	default:
		got = []string{w.Body.String()}
	}
	if tr.Replay.SetOrder {
		sort.Strings(want)
		sort.Strings(got)
	}
	for i := range want {
		if i < len(got) && (want[i] == "<text>" || isCode(want[i]) && isCode(got[i])) {
			got[i] = want[i]
		}
	}
	return cmp.Diff(want, got)
}

// answerTokens are the parts of a JSON text in their order.
func answerTokens(body []byte) []string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var out []string
	for {
		token, err := d.Token()
		if err != nil {
			return out
		}
		switch v := token.(type) {
		case json.Delim:
			out = append(out, "delim "+v.String())
		case nil:
			out = append(out, "null")
		case string:
			out = append(out, v)
		case json.Number:
			f, err := v.Float64()
			if err != nil {
				out = append(out, v.String())
			} else {
				out = append(out, fmt.Sprint("number ", f))
			}
		default:
			out = append(out, fmt.Sprintf("%T %v", v, v))
		}
	}
}

// clock stands still at the recorded time.
func (d *replayDB) clock() time.Time { return d.tr.Now }

// withoutActor leaves out who acted, which the recording's middleware did not note.
func (t tables) withoutActor() tables {
	for _, rows := range t {
		for _, row := range rows {
			delete(row, "history_user_id")
		}
	}
	return t
}

// mayRetire makes staff superusers where the recording's stand-in let staff retire
// learners: an LMS asks for more.
func (tr *transcript) mayRetire() {
	if !strings.Contains(tr.Route, "retirement") && !strings.Contains(tr.Route, "deletion") {
		return
	}
	for _, row := range tr.Before["auth_user"] {
		if fmt.Sprint(row["is_staff"]) == "true" {
			row["is_superuser"] = true
		}
	}
}
