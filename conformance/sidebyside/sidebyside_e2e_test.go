//go:build e2e

package sidebyside

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// kind is one kind of request that is measured.
type kind struct {
	name string
	// before is the write that comes before the request on both sides; nil if the
	// request itself writes.
	before func(n int) request
	ask    func(n int) request
}

func page(name string, number int) kind {
	return kind{name: name, before: newAttempt, ask: func(int) request {
		return request{"ops", "GET", v1 + "attempt/grouped/course_id/" + crowded + "?page=" + strconv.Itoa(number), ""}
	}}
}

// newAttempt is a learner's attempt at a timed exam of the crowded course, so that
// every page of it moves by one.
func newAttempt(n int) request {
	return request{"learner" + strconv.Itoa(learners-n), "POST", v1 + "attempt", fmt.Sprintf(`{"exam_id": "%d", "start_clock": "true", "attempt_proctored": "false"}`, timedExam)}
}

func kinds() []kind {
	grant := func(n int) request {
		return request{"ops", "PUT", v1 + "allowance", fmt.Sprintf(`{"exam_id": 31, "user_info": "learner2", "key": "additional_time_granted", "value": "%d"}`, n+1)}
	}
	bulk := func(n int) request {
		users := make([]string, 100)
		for i := range users {
			users[i] = "learner" + strconv.Itoa(1+(n*100+i)%(learners-500))
		}
		return request{"ops", "PUT", v1 + "bulk_allowance", fmt.Sprintf(`{"exam_ids": "21,22,23,24,25", "user_ids": %q, "allowance_type": "additional_time_granted", "value": "%d"}`,
			strings.Join(users, ","), n+1)}
	}
	return []kind{
		{name: fmt.Sprintf("grouped allowances, %d rows", number("EXAMDESK_SIDE_ALLOWANCES", 300)), before: grant, ask: func(int) request { return request{"ops", "GET", v1 + granted + "/grouped/allowance", ""} }},
		{name: "bulk allowance, 100 learners x 5 exams", ask: bulk},
		{name: "review callback", ask: review},
	}
}

// result is what a kind of request took.
type result struct {
	name         string
	taken        int
	theirs, ours []time.Duration // the median of each round
}

// TestE2ESideBySide sends the same requests to both in turn and prints how long they
// took. EXAMDESK_SIDE_ATTEMPTS is how many attempts the course has, a list,
// EXAMDESK_SIDE_ALLOWANCES how many allowances another has, EXAMDESK_SIDE_ROUNDS and EXAMDESK_SIDE_EACH how often each is asked,
// EXAMDESK_SIDE_SECONDS when one kind of request has had its time, and EXAMDESK_SIDE_ONLY
// a regular expression for the kinds of requests.
func TestE2ESideBySide(t *testing.T) {
	sizes := strings.Split(os.Getenv("EXAMDESK_SIDE_ATTEMPTS"), ",")
	if sizes[0] == "" {
		sizes = []string{"1000"}
	}
	only, err := regexp.Compile(os.Getenv("EXAMDESK_SIDE_ONLY"))
	if err != nil {
		t.Fatal(err)
	}
	var results []result
	for i, text := range sizes {
		size, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		a, b := filepath.Join(dir, "theirs.sqlite3"), filepath.Join(dir, "ours.sqlite3")
		makeWorld(t, a, size, number("EXAMDESK_SIDE_ALLOWANCES", 300), 400)
		copyFile(t, a, b)
		groups := size * 4 / 5
		asked := []kind{page(fmt.Sprintf("grouped attempts of %d, first page", size), 1), page(fmt.Sprintf("grouped attempts of %d, page in the middle", size), groups/50)}
		if i == len(sizes)-1 {
			asked = append(asked, kinds()...)
		}
		t.Run(text, func(t *testing.T) {
			l, o := theirs(t, a), ours(t, b)
			n := 0
			for _, k := range asked {
				if !only.MatchString(k.name) {
					continue
				}
				results = append(results, measure(t, l, o, k, &n))
			}
		})
	}
	if !t.Failed() {
		t.Log("\n" + table(results))
	}
}

// measure asks both sides the same in turn, the one that begins taking turns too.
func measure(t *testing.T, l, o *side, k kind, n *int) (r result) {
	t.Helper()
	r.name = k.name
	until := time.Now().Add(time.Duration(number("EXAMDESK_SIDE_SECONDS", 20)) * time.Second)
	for range number("EXAMDESK_SIDE_ROUNDS", 1) {
		var a, b []time.Duration
		for range number("EXAMDESK_SIDE_EACH", 3) {
			if len(a) > 0 && time.Now().After(until) {
				break
			}
			if k.before != nil {
				both(t, l, o, k.before(*n), *n)
			}
			theirs, ours := both(t, l, o, k.ask(*n), *n)
			if theirs.status != 200 {
				t.Fatalf("%s: %d %s", k.name, theirs.status, theirs.body)
			}
			a, b = append(a, theirs.took), append(b, ours.took)
			*n++
		}
		if len(a) == 0 {
			break
		}
		r.taken += len(a)
		r.theirs, r.ours = append(r.theirs, median(a)), append(r.ours, median(b))
		// median has sorted them. On a busy machine the quick ones say more about the
		// servers, and less about what else runs.
		t.Logf("%s: one in ten takes at most %s there, %s here", k.name, shown(a[len(a)/10]), shown(b[len(b)/10]))
	}
	t.Logf("%s: %d answers of %s are the same", k.name, r.taken, l.name)
	return r
}

// both asks both sides and compares their answers.
func both(t *testing.T, l, o *side, r request, n int) (theirs, ours answer) {
	t.Helper()
	first, second := l, o
	if n%2 == 1 {
		first, second = o, l
	}
	answers := map[*side]answer{}
	for _, s := range []*side{first, second} {
		a, err := s.do(t.Context(), r)
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		answers[s] = a
	}
	theirs, ours = answers[l], answers[o]
	if theirs.status != ours.status {
		t.Fatalf("%s %s: theirs %d %s, ours %d %s", r.method, r.path, theirs.status, theirs.body, ours.status, ours.body)
	}
	want, got := plain(theirs.body), plain(ours.body)
	if strings.HasSuffix(r.path, "allowance") {
		// The original asks for a course's allowances in no order.
		slices.Sort(want)
		slices.Sort(got)
	}
	if theirs.status < 300 && !slices.Equal(want, got) {
		t.Fatalf("%s %s: (-theirs +ours)\n%s", r.method, r.path, cmp.Diff(want, got))
	}
	return theirs, ours
}

var (
	codes = regexp.MustCompile(`[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}`)
	times = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`)
	begun = time.Now()
)

// plain are a body's tokens in their order, without random codes and without the
// times of what was written during the run, which each side's clock gave.
func plain(body string) []string {
	d := json.NewDecoder(strings.NewReader(codes.ReplaceAllString(body, "CODE")))
	d.UseNumber()
	var out []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			return append(out, "the rest is not JSON: "+err.Error())
		}
		s := fmt.Sprintf("%T %v", token, token)
		if word, is := token.(string); is && times.MatchString(word) {
			if at, err := time.Parse(time.RFC3339, word); err == nil && at.After(begun) {
				s = "a time of this run"
			}
		}
		out = append(out, s)
	}
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

func table(results []result) string {
	var b strings.Builder
	b.WriteString("| request | times | edx-proctoring, gunicorn | examdesk | ratio |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range results {
		rounds := len(r.theirs)
		theirs, ours := median(r.theirs), median(r.ours)
		fmt.Fprintf(&b, "| %s | %d in %d rounds | %s | %s | %.0f |\n", r.name, r.taken, rounds, shown(theirs), shown(ours), float64(theirs)/float64(ours))
	}
	return b.String()
}

func shown(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 2, 64) + " ms"
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
