package model

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the table of states again")

// TestStandings looks that every state has words, that they are sentences, and
// that they do not contradict each other.
func TestStandings(t *testing.T) {
	t.Parallel()
	names, facts := standingCases()
	raw := regexp.MustCompile(`\w_\w`)
	for i, name := range names {
		s := StandingOf(facts[i])
		for _, said := range []Said{s.Said, s.Shown} {
			for _, text := range []string{said.Where, said.Next, said.Why} {
				switch {
				case text != "" && !strings.HasSuffix(text, "."):
					t.Errorf("%s: %q is not a sentence", name, text)
				case strings.ContainsAny(text, "{}"):
					t.Errorf("%s: %q has a place that nothing fills", name, text)
				case raw.MatchString(text) && !strings.Contains(name, "unheard_of"):
					t.Errorf("%s: %q is not in plain words", name, text)
				}
			}
			switch {
			case said.Where == "" || said.Next == "" || !slices.Contains(Parties(), said.Actor):
				t.Errorf("%s: something is not said: %+v", name, said)
			case said.Actor == ActorNobody && strings.HasPrefix(said.Next, "The learner "):
				t.Errorf("%s: nobody acts, and the learner does", name)
			}
		}
		switch {
		case !slices.Contains(StandingCodes(), s.Code):
			t.Errorf("%s: %q is not a code", name, s.Code)
		case s.Blocked && s.Why == "":
			t.Errorf("%s: the learner cannot go on, and nobody says why", name)
		case s.Actor == ActorStaff && s.Remedy == RemedyNone && s.Code != StandsOnboardingNeeded:
			t.Errorf("%s: staff acts, and nothing says how", name)
		case s.By != nil && !s.By.After(facts[i].Now):
			t.Errorf("%s: until %s, which is over", name, s.By)
		}
	}
}

// Every code is reached, and no two have the same name.
func TestStandingCodes(t *testing.T) {
	t.Parallel()
	_, facts := standingCases()
	seen := map[StandingCode]int{}
	for _, f := range facts {
		seen[StandingOf(f).Code]++
	}
	for _, c := range StandingCodes() {
		if seen[c] == 0 {
			t.Errorf("nothing reaches %s", c)
		}
		if !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(string(c)) {
			t.Errorf("%q is not a name", c)
		}
	}
	if n := len(StandingCodes()); len(slices.Compact(slices.Sorted(slices.Values(StandingCodes())))) != n || n < 25 {
		t.Errorf("%d codes, or one of them twice", n)
	}
}

// Until a person has decided, the learner sees that the exam was submitted, and
// the same whatever the service found.
func TestShownBeforeADecision(t *testing.T) {
	t.Parallel()
	now := standingNow()
	for _, onboarding := range []bool{false, true} {
		done := now.Add(-24 * time.Hour)
		waits := Facts{Now: now, Exam: Exam{IsProctored: true, IsActive: true, IsPracticeExam: onboarding}, Onboarding: onboarding, Attempt: exampleAttempt(Submitted, true)}
		waits.Attempt.CompletedAt = &done
		want := StandingOf(waits)
		for _, verdict := range []ReviewStatus{ReviewSuspicious, ReviewNotReviewed, ReviewRulesViolation} {
			reviewed := waits
			reviewed.Attempt = exampleAttempt(SecondReviewRequired, true)
			reviewed.Attempt.CompletedAt, reviewed.Review = &done, &Review{Status: verdict}
			if got := StandingOf(reviewed); got.Shown != want.Shown || got.Code != StandsNeedsDecision || got.Shown.Why != "" {
				t.Errorf("onboarding %t, %s: %+v is not %+v", onboarding, verdict, got.Shown, want.Shown)
			}
		}
	}
}

// TestStatesDoc keeps docs/states.md in step with the table.
func TestStatesDoc(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "states.md")
	want := statesDoc()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || string(have) != want {
		t.Errorf("docs/states.md differs from the table; run go test ./model -run StatesDoc -update (%v)", err)
	}
}

func statesDoc() string {
	var b strings.Builder
	b.WriteString("# The words for each state\n\nThe learner card, `learner view`, `attempt view`, the desk and the ticket use these words for where a learner stands, from one table\n" +
		"(`model/standing*.go`). `go test ./model -run StatesDoc -update` generates this page from it, and `conformance/pages` compares it with what\n" +
		"edx-proctoring's own pages show at the same moment.\n\n" +
		"## Codes\n\nIn JSON, `standing.code` is one of these. The list is closed: a code keeps its meaning, while the sentences may change.\n" +
		"`standing.actor` is one of `nobody`, `the learner`, `staff`, `the proctoring service`. `standing.by` (until when the actor can act, always in the\n" +
		"future) and `standing.since` are times in UTC with microseconds, or null.\n\n| code | for example | who acts next |\n| --- | --- | --- |\n")
	names, facts := standingCases()
	for _, code := range StandingCodes() {
		actors, example := []string{}, ""
		for _, f := range facts {
			s := StandingOf(f)
			if s.Code != code {
				continue
			}
			if example == "" {
				example = strings.TrimSpace(s.Where + " " + s.Why)
			}
			if !slices.Contains(actors, string(s.Actor)) {
				actors = append(actors, string(s.Actor))
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", code, example, strings.Join(actors, ", "))
	}
	b.WriteString("\n## Every state\n\nThe example was started 30 minutes ago with 60 minutes allowed, and changed 10 minutes ago; it is 2026-11-20 16:00 UTC. The last\n" +
		"column is what the learner sees if that differs: until a person has decided, edx-proctoring only shows that the exam is submitted.\n\n" +
		"| exam | status | and | code | where it stands | why the learner cannot continue | what happens next | who | remedy | the learner sees |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for i, name := range names {
		s := StandingOf(facts[i])
		shown := ""
		if s.Shown != s.Said {
			shown = strings.Join(strings.Fields(s.Shown.Where+" "+s.Shown.Why+" "+s.Shown.Next), " ")
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s | %s | %s | %s |\n", name, s.Code, s.Where, s.Why, s.Next, s.Actor, s.Remedy, shown)
	}
	return b.String()
}
