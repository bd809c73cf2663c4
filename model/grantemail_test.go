package model

import "testing"

// A line with one learner's username and another's e-mail is given to neither.
func TestUsernameAndEmailOfTwo(t *testing.T) {
	mei := Learner{ID: 1, Username: "mei", Email: "Mei@Example.org"}
	users := map[string][]Learner{"mei": {mei}}
	for email, want := range map[string]Code{"": "", "mei@example.org": "", "MEI@EXAMPLE.ORG": "", "yu@example.org": CodeConflict} {
		got, err := ResolveLearner(AllowanceWish{Learner: "mei", Email: email}, users, nil)
		if want == "" && (err != nil || got.ID != 1) || want != "" && CodeOf(err) != want {
			t.Errorf("%q: %v, %v", email, got, err)
		}
	}
}
