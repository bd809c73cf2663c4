package http

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"examdesk/server/apiv1"
)

// Every route and method of the server is generated, and a kind of request leads to
// the route that it names.
func TestEveryRouteIsGenerated(t *testing.T) {
	t.Parallel()
	made := map[string]int{}
	g := &gen{Rand: rand.New(rand.NewPCG(1, 1)), now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	for _, o := range ops() {
		for range 40 {
			r := g.of(o)
			u, err := url.Parse(r.Path)
			if err != nil {
				t.Fatalf("%s: %v", r, err)
			}
			if apiv1.Route(u.Path) == o.route {
				made[o.method+" "+o.route]++
			}
		}
	}
	n := 0
	for _, r := range apiv1.Routes() {
		for _, m := range r.Methods {
			n++
			if made[m+" "+r.Pattern] < 20 {
				t.Errorf("%s %s was generated %d times of 40", m, r.Pattern, made[m+" "+r.Pattern])
			}
		}
	}
	if n != len(ops()) || n < 40 {
		t.Errorf("%d routes and methods, %d kinds of request", n, len(ops()))
	}
	for _, o := range ops() {
		if !slices.ContainsFunc(apiv1.Routes(), func(r apiv1.Endpoint) bool { return r.Pattern == o.route && slices.Contains(r.Methods, o.method) }) {
			t.Errorf("the server has no %s %s", o.method, o.route)
		}
	}
}
