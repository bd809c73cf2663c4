package http

import "testing"

func TestElsewhere(t *testing.T) {
	t.Parallel()
	in := func(c string) string {
		return `{"detail":"far may not change allowances in ` + c + `: that takes staff status"}`
	}
	for _, x := range []struct {
		what, user, path, body, refusal string
		is                              bool
	}{
		{"names the own course, of an exam elsewhere", "far", "/" + other + "/bulk_allowance", "", in(course), true},
		{"the same in the body", "far", "/allowance", `{"course_id": "` + other + `"}`, in(course), true},
		{"names the other course", "far", "/" + course + "/bulk_allowance", "", in(course), false},
		{"refused in the own course", "far", "/" + other + "/bulk_allowance", "", in(other), false},
		{"on no staff", "lea", "/" + other + "/bulk_allowance", "", in(course), false},
		{"another refusal", "far", "/" + other + "/bulk_allowance", "", `{"detail":"key must be text."}`, false},
	} {
		r := request{User: x.user, Path: x.path, Body: x.body}
		if got := elsewhere(r, answer{Status: 403, Body: []byte(x.refusal)}); got != x.is {
			t.Errorf("%s: %v, want %v", x.what, got, x.is)
		}
	}
}
