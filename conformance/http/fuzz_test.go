package http

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fuzzed is a server of ours on a store of its own, with an attempt of each kind. To
// open one takes far longer than to send a request, so that a server is kept until
// something was written.
type fuzzed struct {
	*ours
	t *testing.T
	// unwritten is the version of the database with which each input begins; 0 before
	// the first.
	unwritten int64
}

func newFuzzed(f *testing.F, blank string) *fuzzed {
	f.Helper()
	s := &fuzzed{ours: newOurs(f, blank)}
	s.protect = true
	return s
}

// begin gets the server ready for an input.
func (f *fuzzed) begin(t *testing.T) {
	t.Helper()
	f.t = t
	// No attempt's time is up: to read one that is over ends it, as in edx-proctoring.
	f.now = time.Date(2026, 11, 20, 11, 10, 0, 0, time.UTC)
	if f.unwritten != 0 {
		if f.rows(); f.db.version == f.unwritten {
			return
		}
	}
	if err := f.fresh(); err != nil {
		t.Fatal(err)
	}
	f.rows()
	f.unwritten = f.db.version
}

func (f *fuzzed) rows() map[string][]string {
	f.t.Helper()
	out, err := f.db.rows()
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

// begun is a store with attempts that are under way, handed in and reviewed.
func begun(f *testing.F) string {
	f.Helper()
	dir := f.TempDir()
	blank := filepath.Join(dir, "blank.sqlite3")
	makeWorld(f, blank)
	o := &ours{blank: blank, dir: dir}
	if err := o.fresh(); err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
	for i, r := range []request{
		{User: "lea", Method: "POST", Path: api + "proctored_exam/attempt", Body: `{"exam_id": 1, "start_clock": "true", "attempt_proctored": "true"}`},
		{User: "leo", Method: "POST", Path: api + "proctored_exam/attempt", Body: `{"exam_id": 1, "start_clock": "true", "attempt_proctored": "true"}`},
		{User: "leo", Method: "PUT", Path: api + "proctored_exam/attempt/2", Body: `{"action": "submit"}`},
		{User: "ann", Method: "POST", Path: api + "proctored_exam/attempt", Body: `{"exam_id": 3, "start_clock": "true"}`},
	} {
		r.ContentType, r.Now = "application/json", now.Add(time.Duration(i)*time.Minute)
		if a, err := o.do(f.Context(), r); err != nil || a.Status != http.StatusOK {
			f.Fatalf("%s: %d %s %v", r, a.Status, a.Body, err)
		}
	}
	o.db.close() // first: the store, closed last, writes its log into the file
	if err := o.store.Close(); err != nil {
		f.Fatal(err)
	}
	return filepath.Join(dir, "ours1.sqlite3")
}

// refusesCleanly fails on a server error other than 503, and on anything written
// behind a refusal.
func (f *fuzzed) refusesCleanly(q *http.Request) int {
	before := f.rows()
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, q)
	after := f.rows()
	if w.Code >= 500 && w.Code != http.StatusServiceUnavailable {
		f.t.Errorf("answered %d %s", w.Code, w.Body)
	}
	if w.Code >= 400 && !cmp.Equal(before, after) {
		f.t.Errorf("answered %d and wrote\n%s", w.Code, cmp.Diff(before, after))
	}
	return w.Code
}

var people = []string{"root", "ops", "cs", "lea", "leo", "rev", "far", "gone", ""}

// FuzzRequests sends any path, query, method and body to the API, from anybody.
func FuzzRequests(f *testing.F) {
	blank := begun(f)
	g := &gen{Rand: rand.New(rand.NewPCG(1, 1)), now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), attempts: []attemptState{
		{ID: 1, User: "lea", UserID: 3, Exam: 1, Status: "started", External: "e1-1795172400"}, {ID: 3, User: "ann", UserID: 9, Exam: 3, Status: "started"},
	}}
	for i, o := range ops() {
		r := g.of(o)
		f.Add(r.Method, r.Path, r.Query, r.ContentType, []byte(r.Body), byte(i))
	}
	for _, path := range []string{"/", "", "/api/", "//evil.example.com/edx_proctoring/v1/instructor/a+b+c", api + "proctored_exam/attempt/99999999999999999999", api + "proctored_exam/exam/exam_id/-1", api + "instructor/\x00+b+c/1", api + "proctored_exam/exam/course_id/%2F%2e%2e/a/b"} {
		f.Add("GET", path, "page=%zz&user_id=\xff", "multipart/form-data", []byte("--x"), byte(1))
	}
	s := newFuzzed(f, blank)
	f.Fuzz(func(t *testing.T, method, path, query, contentType string, body []byte, who byte) {
		s.begin(t)
		q := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", strings.NewReader(string(body)))
		q.Method, q.URL = method, &url.URL{Path: path, RawQuery: query}
		if decoded, err := url.PathUnescape(path); err == nil {
			q.URL.Path = decoded
		}
		r := request{User: people[int(who)%len(people)], ContentType: contentType, Now: s.now}
		if err := r.head(q.Header); err != nil {
			t.Fatal(err)
		}
		s.refusesCleanly(q)
	})
}

// FuzzCallbacks sends any body to the two addresses of vendors' reviews, twice: the
// second time nothing changes. Who may not deliver changes nothing at all.
func FuzzCallbacks(f *testing.F) {
	blank := begun(f)
	for _, status := range []string{"passed", "violation", "suspicious", "not_reviewed", "nope"} {
		f.Add(false, byte(5), []byte(fmt.Sprintf(`{"status": %q, "comments": [{"comment": "c", "status": "suspicious", "start": 1, "stop": 2, "duration": 1}]}`, status)))
	}
	for _, status := range []string{"Clean", "Rules Violation", "Suspicious", "Not Reviewed", "Nope"} {
		whole := fmt.Sprintf(`{"examMetaData": {"examCode": "CODE2", "ssiRecordLocator": "EXTERNAL2", "examName": "Midterm"}, "reviewStatus": %q, "videoReviewLink": "https://vendor.example.com/v", "desktopComments": [{"comments": "c", "duration": 1, "eventFinish": 2, "eventStart": 1, "eventStatus": "Suspicious"}], "webCamComments": []}`, status)
		f.Add(true, byte(8), []byte(whole))
		f.Add(true, byte(8), []byte(strings.Replace(whole, "EXTERNAL2", "forged", 1)))
		f.Add(true, byte(8), []byte(whole[:len(whole)/2]))
	}
	for _, body := range []string{"", "null", "[]", "{}", `{"examMetaData": {"examCode": null}}`, `{"status": null}`, `{"status": "passed", "comments": [{}]}`, `{"status": "passed", "reviewed_by": 7}`} {
		f.Add(false, byte(1), []byte(body))
		f.Add(true, byte(8), []byte(body))
	}
	f.Add(false, byte(3), []byte(`{"status": "passed", "comments": []}`))
	f.Add(false, byte(8), []byte(`{"status": "passed", "comments": []}`))
	s := newFuzzed(f, blank)
	f.Fuzz(func(t *testing.T, anonymous bool, who byte, body []byte) {
		s.begin(t)
		known, err := s.db.attempts()
		if err != nil {
			t.Fatal(err)
		}
		external := known[1].External
		words := strings.NewReplacer("CODE2", s.db.code("2"), "EXTERNAL2", external).Replace(string(body))
		r := request{User: people[int(who)%len(people)], Path: api + "proctored_exam/attempt/" + external + "/reviewed", ContentType: "application/json", Now: s.now}
		if anonymous {
			r.User, r.Path = "", root+"proctoring_review_callback/"
		}
		send := func() int {
			q := httptest.NewRequestWithContext(t.Context(), http.MethodPost, r.Path, strings.NewReader(words))
			if err := r.head(q.Header); err != nil {
				t.Fatal(err)
			}
			return s.refusesCleanly(q)
		}
		first := send()
		mayDeliver := anonymous || r.User == "rev" || r.User == "ops" || r.User == "root"
		if first < 400 && !mayDeliver {
			t.Errorf("%s delivered a review", r.User)
		}
		once := s.rows()
		s.now = s.now.Add(time.Minute)
		send()
		if diff := cmp.Diff(once, s.rows()); diff != "" {
			t.Errorf("delivered a second time it changed\n%s", diff)
		}
	})
}
