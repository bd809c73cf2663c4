package model

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFilterTree(t *testing.T) {
	t.Parallel()
	day := func(d int) *time.Time { at := time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC); return &at }
	n := func(i int) *int { return &i }
	any := func(f ...Filter) Filter { return Filter{Groups: []FilterGroup{{Any: f}}} }
	not := func(f ...Filter) Filter { return Filter{Groups: []FilterGroup{{Not: true, Any: f}}} }
	status := func(s ...AttemptStatus) Filter { return Filter{Statuses: s} }
	cases := map[string]Filter{
		"status:error or status:submitted":       any(status(Errored), status(Submitted)),
		"status:error OR mei zhang":              any(status(Errored), Filter{Text: "mei", Words: []string{"zhang"}}),
		"(status:error)":                         status(Errored),
		"status:error (status:submitted)":        {Statuses: []AttemptStatus{Errored}, Groups: []FilterGroup{{Any: []Filter{status(Submitted)}}}},
		"status:error (status:error)":            {Statuses: []AttemptStatus{Errored}, Groups: []FilterGroup{{Any: []Filter{status(Errored)}}}},
		"!status:error":                          {NotStatuses: []AttemptStatus{Errored}},
		"!!status:error":                         status(Errored),
		"!mei":                                   not(Filter{Text: "mei"}),
		"!(a or b)":                              not(Filter{Text: "a"}, Filter{Text: "b"}),
		"!(a b)":                                 not(Filter{Text: "a", Words: []string{"b"}}),
		"~zhng ~me":                              {Fuzzy: []string{"zhng", "me"}},
		`!~"a b"`:                                not(Filter{Fuzzy: []string{"a b"}}),
		"Midterm(1)":                             {Text: "Midterm(1)"},
		"(exam:Midterm(1))":                      {ExamName: "Midterm(1)"},
		`"(a)" "or" "!b" "~c"`:                   {Text: "(a)", Words: []string{"or", "!b", "~c"}},
		"a!b c~d":                                {Text: "a!b", Words: []string{"c~d"}},
		"comments:>3":                            {Comments: NumberRange{From: n(4)}},
		"comments:>=3 comments:<5":               {Comments: NumberRange{n(3), n(4)}},
		"comments:0":                             {Comments: NumberRange{n(0), n(0)}},
		"comments:1..":                           {Comments: NumberRange{From: n(1)}},
		"comments:..5":                           {Comments: NumberRange{To: n(5)}},
		"submitted:2026-11-02":                   {Submitted: TimeRange{day(2), day(3)}},
		"submitted:>2026-11-02":                  {Submitted: TimeRange{From: day(3)}},
		"submitted:>=2026-11-02":                 {Submitted: TimeRange{From: day(2)}},
		"submitted:<2026-11-02":                  {Submitted: TimeRange{Before: day(2)}},
		"submitted:<=2026-11-02":                 {Submitted: TimeRange{Before: day(3)}},
		"submitted:2026-11-02..2026-11-04":       {Submitted: TimeRange{day(2), day(5)}},
		"submitted:2026-11":                      {Submitted: TimeRange{day(1), day(31)}},
		"risk:high,unknown":                      {ReviewStatus: []ReviewStatus{ReviewSuspicious, ReviewNotReviewed, ""}},
		"risk:>=medium":                          {ReviewStatus: []ReviewStatus{ReviewRulesViolation, ReviewSuspicious}},
		"mine:decided":                           {Mine: true},
		"review:clean risk:high":                 {ReviewStatus: []ReviewStatus{ReviewClean}, Groups: []FilterGroup{{Any: []Filter{{ReviewStatus: []ReviewStatus{ReviewSuspicious}}}}}},
		"learner:a (learner:b course:c) age:>1d": {Learner: "a", Courses: []string{"c"}, OlderThan: 24 * time.Hour, Groups: []FilterGroup{{Any: []Filter{{Learner: "b"}}}}},
		"a or (b or c) d":                        any(Filter{Text: "a"}, Filter{Text: "d", Groups: []FilterGroup{{Any: []Filter{{Text: "b"}, {Text: "c"}}}}}),
	}
	for in, want := range cases {
		got, err := ParseFilter(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", in, diff)
		}
	}
}

// Errors say what is wrong, where, and what may have been meant.
func TestFilterErrors(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ at, says string }{
		"status:error,submited age:>7d": {"submited", "did you mean submitted"},
		"stauts:error":                  {"stauts:", "did you mean status:?"},
		"a -course:x":                   {"-course:", "write !course:"},
		`exam:"Mid term`:                {`"Mid term`, "not closed"},
		`status:"nope"`:                 {"nope", "is not a valid status; use"},
		"a or":                          {"or", "both sides"},
		"(a or b":                       {"(", "not closed"},
		"a b)":                          {")", "no ( for this )"},
		"李小 is:stcuk":                   {"stcuk", "did you mean stuck?"},
		"risk:hihg":                     {"hihg", "did you mean high?"},
		"section:erors":                 {"erors", "did you mean errors"},
		"review:clen":                   {"clen", "did you mean clean?"},
		"submitted:yesterday":           {"yesterday", "in UTC"},
		"age:soon":                      {"soon", "m, h, d or w"},
		"x ! y":                         {"!", "directly before"},
		"submited:>2026-11-01":          {"submited:", "did you mean submitted:?"},
	}
	for in, c := range cases {
		_, err := ParseFilter(in)
		var wrong *FilterError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := in[wrong.At.From:wrong.At.To]; got != c.at || !strings.Contains(wrong.Error(), c.says) {
			t.Errorf("%s: %q at %q, want %q at %q", in, wrong.Error(), got, c.says, c.at)
		}
	}
	_, err := ParseFilter("李小 is:stcuk")
	var wrong *FilterError
	if !errors.As(err, &wrong) || wrong.Column() != 7 {
		t.Errorf("the column is %d, want 7", wrong.Column())
	}
}

func TestParseDeedFilter(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", `""`, `"" or ""`, `("" status:error) or ""`, "a and b", "not a", "(a && b) or c", "a or", "stauts:error", "!"} {
		if f, err := ParseDeedFilter(in); CodeOf(err) != CodeInvalid {
			t.Errorf("%q: %+v, %v", in, f, err)
		}
	}
	for _, in := range []string{"a", "section:all", "!status:error", "a or b", `"and" b`, "!mei"} {
		if _, err := ParseDeedFilter(in); err != nil {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// What the former parser took means the same, but for what is written with the new
// signs, and words, whose order no longer counts.
func TestFormerFiltersMeanTheSame(t *testing.T) {
	t.Parallel()
	words := []string{
		"status:error", "status:error,submitted", `status:"needs decision"`, "status:bogus", "status:", "-status:verified", "-status:error,verified",
		"course:STAT101", "course:course-v1:N+S+1,other", "exam:12", "exam:7", `exam:"Midterm 1"`, "exam:Mid(1)", "learner:mei", "learner:~mei", "learner:!x", "backend:test,nope",
		"review:suspicious,passed", "review:bad", "reviewer:none", "reviewer:r.adeyemi", "age:>7d", "age:<12h", "age:7d", "age:soon", "is:stuck", "is:practice,proctored",
		"is:odd", "section:waiting", `section:"Needs decision"`, "section:x", "mei", "zhang", `"mei zhang"`, `"status:error"`, `a"b c"d`, "course-v1:N+S", "stauts:x", "-course:x",
		"and", "NOT", "&&", `"or"`, "%", `""`, "a!b", "a~b", "-", ":", "Status:error", `"open`, "李小",
	}
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 5).Draw(t, "words"), rapid.SampledFrom([]string{" ", "  ", "\t"}).Draw(t, "between"))
		old, oldErr := formerParseFilter(in)
		got, err := ParseFilter(in)
		if (oldErr == nil) != (err == nil) || CodeOf(oldErr) != CodeOf(err) {
			t.Fatalf("%q: %v before, %v now", in, oldErr, err)
		}
		if err != nil {
			return
		}
		if len(got.Groups) > 0 || got.Fuzzy != nil || got.Mine {
			t.Fatalf("%q: %+v", in, got)
		}
		text := strings.Join(strings.Fields(strings.Join(append([]string{got.Text}, got.Words...), " ")), " ")
		now := formerFilter{
			got.Section, got.Courses, got.ExamIDs, got.ExamName, got.Statuses, got.NotStatuses, got.Learner, got.Backends, got.ReviewStatus, got.Reviewer,
			got.OlderThan, got.YoungerThan, got.OnlyPractice, got.OnlyProctored, got.OnlyResumable, text, got.Operators,
		}
		old.Text = strings.Join(strings.Fields(old.Text), " ")
		if diff := cmp.Diff(old, now); diff != "" {
			t.Fatalf("%q: %s", in, diff)
		}
	})
}

// A tree means what its words mean, put together: And, groups and Holds lose
// nothing.
func TestFilterHoldsAsItsTree(t *testing.T) {
	t.Parallel()
	letters := []string{"a", "b", "c", "d"}
	var draw func(t *rapid.T, depth int) *FilterNode
	draw = func(t *rapid.T, depth int) *FilterNode {
		op := FilterWord
		if depth > 0 {
			op = rapid.SampledFrom([]FilterOp{FilterAll, FilterAny, FilterNot, FilterWord}).Draw(t, "op")
		}
		if op == FilterWord {
			return &FilterNode{Op: op, Value: rapid.SampledFrom(letters).Draw(t, "letter")}
		}
		n, kids := &FilterNode{Op: op}, 1
		if op != FilterNot {
			kids = rapid.IntRange(1, 3).Draw(t, "kids")
		}
		for range kids {
			n.Kids = append(n.Kids, draw(t, depth-1))
		}
		return n
	}
	var holds func(n *FilterNode, in string) bool
	holds = func(n *FilterNode, in string) bool {
		is := func(k *FilterNode) bool { return holds(k, in) }
		switch n.Op {
		case FilterAny:
			return slices.ContainsFunc(n.Kids, is)
		case FilterNot:
			return !is(n.Kids[0])
		case FilterWord:
			return strings.Contains(in, n.Value)
		case FilterAll:
		}
		return !slices.ContainsFunc(n.Kids, func(k *FilterNode) bool { return !is(k) })
	}
	rapid.Check(t, func(t *rapid.T) {
		tree := draw(t, 4)
		f, err := ParseFilter(tree.String())
		if err != nil {
			t.Fatalf("%s: %v", tree, err)
		}
		for bits := range 1 << len(letters) {
			in := ""
			for i, l := range letters {
				if bits>>i&1 == 1 {
					in += l
				}
			}
			got := f.Holds(func(x Filter) bool {
				return !slices.ContainsFunc(append([]string{x.Text}, x.Words...), func(w string) bool { return !strings.Contains(in, w) })
			})
			if want := holds(tree, in); got != want {
				t.Fatalf("%s holds for %q: %t, want %t (%+v)", tree, in, got, want, f)
			}
		}
	})
}

func TestFilterFor(t *testing.T) {
	t.Parallel()
	f, err := ParseFilter("mine:decided or reviewer:a mine:decided or !mine:decided")
	if err != nil {
		t.Fatal(err)
	}
	if !f.IsMine() {
		t.Fatal("it does not depend on who asks")
	}
	got := f.For("me")
	if got.IsMine() || got.Groups[0].Any[0].Reviewer != "me" || got.Groups[0].Any[1].Reviewer != "a" || len(got.Groups[0].Any[1].Groups) != 1 {
		t.Errorf("%+v", got)
	}
	if !f.IsMine() {
		t.Error("the filter itself was changed")
	}
}
