package model

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the table of states anew")

func standingNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// standingCases are every status of every kind of exam, and the flags that
// change what is said of it.
func standingCases() (names []string, facts []Facts) {
	now := standingNow()
	started := now.Add(-30 * time.Minute)
	sixty, left := 60, 1800
	kinds := []struct {
		name       string
		exam       Exam
		onboarding bool
	}{
		{"proctored", Exam{IsProctored: true, IsActive: true}, true},
		{"practice", Exam{IsProctored: true, IsPracticeExam: true, IsActive: true}, false},
		{"onboarding", Exam{IsProctored: true, IsPracticeExam: true, IsActive: true}, true},
		{"timed", Exam{IsActive: true}, false},
	}
	flags := []struct {
		name string
		set  func(*Facts)
		only []AttemptStatus
	}{
		{"", func(*Facts) {}, nil},
		{"not known to the service", func(f *Facts) { f.Attempt.ExternalID = "" }, []AttemptStatus{Created, DownloadSoftwareClicked, ReadyToStart}},
		{"goes on with another", func(f *Facts) { f.Attempt.TimeRemainingSeconds = &left }, []AttemptStatus{Created}},
		{"past its time", func(f *Facts) { at := now.Add(-3 * time.Hour); f.Attempt.StartedAt = &at }, []AttemptStatus{Started, ReadyToSubmit}},
		{"resumable", func(f *Facts) { f.Attempt.IsResumable = true }, []AttemptStatus{Errored}},
		{"ready to resume", func(f *Facts) { f.Attempt.ReadyToResume = true; f.Attempt.TimeRemainingSeconds = &left }, []AttemptStatus{Errored}},
		{"resumed", func(f *Facts) { f.Attempt.ReadyToResume, f.Attempt.Resumed = true, true }, []AttemptStatus{Errored}},
		{"reviewed", func(f *Facts) { f.Review = &Review{Status: ReviewSuspicious} }, []AttemptStatus{Errored, SecondReviewRequired}},
		{"not as proctored", func(f *Facts) { f.Attempt.TakingAsProctored = false }, []AttemptStatus{Created, Submitted}},
		{"no longer proctored", func(f *Facts) { f.Exam.IsProctored = false }, []AttemptStatus{Submitted}},
		{"two years old", func(f *Facts) { f.Attempt.Modified = now.AddDate(-2, 0, 0) }, []AttemptStatus{Verified}},
		{"exam not active", func(f *Facts) { f.Exam.IsActive = false }, []AttemptStatus{Created}},
		{"past the due date", func(f *Facts) { due := now.Add(-time.Hour); f.Due = &due }, []AttemptStatus{Created}},
	}
	add := func(name string, f Facts) { names, facts = append(names, name), append(facts, f) }
	for _, k := range kinds {
		add(k.name+" | no attempt | ", Facts{Now: now, Exam: k.exam, Onboarding: k.onboarding, OnboardingDays: 365})
		for _, status := range append(AttemptStatuses(), "unheard_of") {
			for _, flag := range flags {
				if flag.only != nil && !containsStatus(flag.only, status) {
					continue
				}
				a := Attempt{
					ID: 1, Status: status, TakingAsProctored: k.exam.IsProctored, ExternalID: "session", StartedAt: &started,
					AllowedTimeLimitMins: &sixty, Modified: now.Add(-10 * time.Minute),
				}
				f := Facts{Now: now, Exam: k.exam, Attempt: &a, Onboarding: k.onboarding, OnboardingDays: 365}
				flag.set(&f)
				add(fmt.Sprintf("%s | %s | %s", k.name, status, flag.name), f)
			}
		}
	}
	return names, facts
}

func containsStatus(list []AttemptStatus, s AttemptStatus) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// TestStandings looks that every state has words, that they are sentences, and
// that they do not contradict each other.
func TestStandings(t *testing.T) {
	t.Parallel()
	names, facts := standingCases()
	for i, name := range names {
		s := StandingOf(facts[i])
		for _, text := range []string{s.Where, s.Next, s.Why} {
			if text != "" && !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is no sentence", name, text)
			}
		}
		switch {
		case s.Where == "" || s.Next == "" || s.Actor == "":
			t.Errorf("%s: something is not said: %+v", name, s)
		case s.Blocked && s.Why == "":
			t.Errorf("%s: the learner cannot go on, and nobody says why", name)
		case s.Actor == ActorStaff && s.Remedy == RemedyNone:
			t.Errorf("%s: staff acts, and nothing says how", name)
		case s.Actor == ActorNobody && strings.Contains(s.Next, "The learner "):
			t.Errorf("%s: nobody acts, and the learner does", name)
		}
	}
}

// TestStatesDoc keeps docs/states.md what the table says.
func TestStatesDoc(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# What is said of each state\n\nThe learner card, `learner view` and the ticket text say where a learner stands with these words, from one table\n" +
		"(`model/standing.go`). This page is made from it: `go test ./model -run StatesDoc -update`.\n\n" +
		"The example was started 30 minutes ago with 60 minutes allowed, and changed 10 minutes ago.\n\n" +
		"| exam | status | and | where it stands | why the learner cannot go on | what happens next | who | remedy |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	names, facts := standingCases()
	for i, name := range names {
		s := StandingOf(facts[i])
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", name, s.Where, s.Why, s.Next, s.Actor, s.Remedy)
	}
	path := filepath.Join("..", "docs", "states.md")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || string(have) != b.String() {
		t.Errorf("docs/states.md is not what the table says; run go test ./model -run StatesDoc -update (%v)", err)
	}
}
