package model

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseFilter(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	cases := map[string]struct {
		in   string
		want Filter
	}{
		"empty":          {"", Filter{}},
		"free text":      {"mei  zhang", Filter{Text: "mei", Words: []string{"zhang"}}},
		"phrase":         {`"mei zhang"`, Filter{Text: "mei zhang"}},
		"status":         {"status:error,submitted", Filter{Statuses: []AttemptStatus{Errored, Submitted}}},
		"inverse":        {"-status:verified", Filter{NotStatuses: []AttemptStatus{Verified}}},
		"age":            {"age:>7d age:<3w", Filter{OlderThan: 7 * day, YoungerThan: 21 * day}},
		"age, bare":      {"age:2h", Filter{OlderThan: 2 * time.Hour}},
		"course":         {"course:course-v1:NordicU+STAT101+2026", Filter{Courses: []string{"course-v1:NordicU+STAT101+2026"}}},
		"course as text": {"course-v1:NordicU+STAT101", Filter{Text: "course-v1:NordicU+STAT101"}},
		"exam by id":     {"exam:12", Filter{ExamIDs: []int64{12}}},
		"exam by name":   {`exam:"Midterm 1"`, Filter{ExamName: "Midterm 1"}},
		"review words":   {"review:suspicious,rules_violation", Filter{ReviewStatus: []ReviewStatus{ReviewSuspicious, ReviewRulesViolation}}},
		"review, REST":   {"review:passed", Filter{ReviewStatus: []ReviewStatus{ReviewClean}}},
		"flags":          {"is:stuck,practice", Filter{Section: SectionStuck, OnlyPractice: true}},
		"section":        {"section:needs-decision", Filter{Section: SectionNeedsDecision}},
		"quoted text":    {`"status:error"`, Filter{Text: "status:error"}},
		"all":            {"learner:mei backend:test reviewer:none x", Filter{Learner: "mei", Backends: []string{"test"}, Reviewer: "none", Text: "x"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseFilter(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseFilterRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"status:", "status:bogus", "age:soon", "age:>7y", "age:-1d", "age:99999w", `"open`, "is:odd",
		"section:none", "review:bad", "stauts:error", "-course:x",
		"or", "a or", "or b", "a or or b", "(", ")", "()", "(a", "a)", "a (or b)", "!", "! a", "!) a", "!or", "~", "~ a", `~""`, "~status:error",
		"comments:", "comments:x", "comments:>", "comments:-1", "comments:5..1", "comments:..", "submitted:soon", "submitted:>2026-13-01",
		"submitted:2026-11-07..2026-11-01", "submitted:..", "risk:big", "risk:>unknown", "risk:>high", "risk:<low", "mine:", "mine:theirs", "mein:decided",
		strings.Repeat("(", 40) + "a" + strings.Repeat(")", 40), strings.Repeat("!", 40) + "a", strings.Repeat("a or ", 60) + "a",
	} {
		if f, err := ParseFilter(in); CodeOf(err) != CodeInvalid {
			t.Errorf("%q: %v, %v", in, f, err)
		}
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{"status:error x", `"a b" age:>7d`, "is:stuck -status:verified", "review:passed,", "::", "\x1b[2J:x",
		`a or !(status:error ~b) "c)"d`, `Midterm(1) !!x`, "comments:>=3 submitted:2026-11..", "\xff!(\xff)", "and && not", `("" or ~"or")`, `"or" "and" or ~or`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseFilter(s)
		var wrong *FilterError
		if errors.As(err, &wrong) {
			if at := wrong.At; at.From < 0 || at.From > at.To || at.To > len(s) || wrong.Column() < 1 {
				t.Fatalf("%q: %v is not a place in it", s, at)
			}
			wrong.Parts()
		} else if err != nil {
			t.Fatalf("%q: an error without a place: %v", s, err)
		}
		if tree, err := ParseFilterTree(s); err == nil {
			again, err := ParseFilterTree(tree.String())
			if err != nil {
				t.Fatalf("%q is written as %q: %v", s, tree, err)
			}
			if diff := cmp.Diff(bare(tree), bare(again), cmpopts.IgnoreUnexported(FilterNode{})); diff != "" {
				t.Fatalf("%q is written as %q: %s", s, tree, diff)
			}
		}
		if err != nil {
			if msg := Sentence(err); msg != Clean(msg) || CodeOf(err) != CodeInvalid {
				t.Fatalf("unsafe or uncoded error %q", msg)
			}
			return
		}
		if got.OlderThan < 0 || got.YoungerThan < 0 {
			t.Fatalf("negative age from %q", s)
		}
	})
}

// bare is a tree without places.
func bare(n *FilterNode) *FilterNode {
	out := &FilterNode{Op: n.Op, Key: n.Key, Value: n.Value, Fuzzy: n.Fuzzy, Operator: n.Operator}
	for _, k := range n.Kids {
		out.Kids = append(out.Kids, bare(k))
	}
	return out
}
