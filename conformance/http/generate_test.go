package http

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	root = "/api/edx_proctoring/"
	api  = root + "v1/"
)

// attemptState is what a generator knows of an attempt.
type attemptState struct {
	ID                         int
	User, Status, External     string
	UserID, Exam               int
	Practice, Proctored, Ended bool
}

// gen makes requests that suit the state in which they are sent.
type gen struct {
	*rand.Rand
	attempts []attemptState
	now      time.Time
}

func pick[T any](g *gen, list ...T) T { return list[g.IntN(len(list))] }

// often is the first value, in one case of n another.
func often[T any](g *gen, n int, usual T, others ...T) T {
	if g.IntN(n) > 0 {
		return usual
	}
	return pick(g, others...)
}

func quoted(s string) string { return strconv.Quote(s) }

func block(name string) string { return "block-v1:NordicU+STAT101+2026+type@sequential+block@" + name }

func (g *gen) exam() int       { return pick(g, 1, 1, 2, 3, often(g, 4, 1, 4, 5, 6, 99)) }
func (g *gen) learner() string { return pick(g, "lea", "leo", "ann") }
func (g *gen) staff() string {
	return often(g, 8, pick(g, "ops", "root", "cs"), "lea", "rev", "far", "", "gone")
}
func (g *gen) global() string {
	return often(g, 8, pick(g, "ops", "root"), "lea", "rev", "far", "cs", "", "gone")
}
func (g *gen) anyone() string {
	return often(g, 12, pick(g, "lea", "leo", "ann", "cs", "ops", "root", "rev"), "", "gone", "far")
}

// course is a course's key as it stands in a path.
func (g *gen) course() string {
	return often(g, 5, course, other, "no/such/course", strings.ReplaceAll(course, "+", "%2B"), url.PathEscape(foreign), "not-a-course")
}

// attempt is one that is there and that fits, if there is one.
func (g *gen) attempt(fits func(attemptState) bool) attemptState {
	var some []attemptState
	for _, a := range g.attempts {
		if fits == nil || fits(a) {
			some = append(some, a)
		}
	}
	if len(some) > 0 && g.IntN(25) > 0 {
		return pick(g, some...)
	}
	if len(g.attempts) > 0 && g.IntN(2) > 0 {
		return pick(g, g.attempts...)
	}
	return attemptState{ID: 999, User: "lea", UserID: 3, External: "unknown", Exam: 99}
}

// fields writes a body; rarely with a field of a wrong type, a field that is
// missing, or one that cannot be read.
func (g *gen) fields(r *request, list ...string) {
	var fields []pair
	for i := 0; i+1 < len(list); i += 2 {
		f := pair{list[i], list[i+1]}
		switch g.IntN(90) {
		case 0:
			f.value = pick(g, "null", "[]", "{}", "true", "7", `"x"`, "1.5", `""`, `"Ä \u0001 \ud83d\ude00"`, "99999999999999999999")
		case 1:
			continue
		}
		fields = append(fields, f)
	}
	r.bodyAs(often(g, 4, "json", "form", "multipart"), fields)
	if g.IntN(60) == 0 {
		r.Body = pick(g, "", "{", "[]", "null", `"x"`, "[1]", "\xff", r.Body+"}")
	}
}

// truth is a truth as front ends write it.
func (g *gen) truth() string { return quoted(often(g, 5, "true", "True", "false", "no")) }

func (g *gen) page() string {
	return often(g, 3, "", "page=1", "page=2", "page=0", "page=x", "page=-1")
}

// next makes one request.
func (g *gen) next(all []op) request {
	total := 0
	for _, o := range all {
		total += o.weight
	}
	n := g.IntN(total)
	var o op
	for _, o = range all {
		if n -= o.weight; n < 0 {
			break
		}
	}
	return g.of(o)
}

// of makes a request of a kind.
func (g *gen) of(o op) request {
	g.now = g.now.Add(time.Duration(1+g.IntN(20)) * time.Minute)
	r := request{route: o.route, method: o.method, Method: o.method, User: g.anyone(), Now: g.now}
	o.make(g, &r)
	switch g.IntN(120) {
	case 0:
		if r.Method == http.MethodGet {
			r.Method = http.MethodHead
		}
	case 1:
		r.Method = pick(g, "PATCH", "DELETE", "POST", "PUT", "GET")
	}
	return r
}

// at is a path with arguments.
func at(format string, args ...func(*gen) any) func(*gen, *request) {
	return func(g *gen, r *request) {
		values := make([]any, len(args))
		for i, a := range args {
			values[i] = a(g)
		}
		r.Path = api + fmt.Sprintf(format, values...)
	}
}

// by lets somebody else ask.
func by(who func(*gen) string, then ...func(*gen, *request)) func(*gen, *request) {
	return func(g *gen, r *request) {
		r.User = who(g)
		for _, f := range then {
			f(g, r)
		}
	}
}

// with adds a query.
func with(query func(*gen) string) func(*gen, *request) {
	return func(g *gen, r *request) { r.Query = query(g) }
}
