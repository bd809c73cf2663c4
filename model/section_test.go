package model

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStuckReasons(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	started, mins, soon, seconds := ago(4*time.Hour), 90, ago(-time.Hour), 59
	proctored := Exam{IsProctored: true}
	cases := map[string]struct {
		item QueueItem
		want []StuckReason
	}{
		"waiting, young": {QueueItem{Exam: proctored, Attempt: Attempt{Status: Submitted, TakingAsProctored: true, Modified: ago(5 * day)}}, nil},
		"waiting, old":   {QueueItem{Exam: proctored, Attempt: Attempt{Status: Submitted, TakingAsProctored: true, Modified: ago(5*day + time.Second)}}, []StuckReason{StuckWaiting}},
		"reviewed":       {QueueItem{Exam: proctored, HasReview: true, Attempt: Attempt{Status: Submitted, TakingAsProctored: true, Modified: ago(9 * day)}}, nil},
		"timed":          {QueueItem{Attempt: Attempt{Status: Submitted, Modified: ago(99 * day)}}, nil},
		"no longer proctored": {QueueItem{Attempt: Attempt{Status: Submitted, TakingAsProctored: true, Modified: now}},
			[]StuckReason{StuckNotProctored}},
		"undecided":                  {QueueItem{Exam: proctored, HasReview: true, Attempt: Attempt{Status: SecondReviewRequired, Modified: ago(6 * day)}}, []StuckReason{StuckNeedsDecision}},
		"broken off":                 {QueueItem{Exam: proctored, Attempt: Attempt{Status: Errored, IsResumable: true, Modified: ago(4 * day)}}, []StuckReason{StuckError}},
		"broken off, due in an hour": {QueueItem{Exam: proctored, Due: &soon, Attempt: Attempt{Status: Errored, IsResumable: true, Modified: ago(4 * day)}}, []StuckReason{StuckError}},
		"broken off, past due":       {QueueItem{Exam: proctored, Due: &started, Attempt: Attempt{Status: Errored, IsResumable: true, Modified: ago(4 * day)}}, nil},
		"broken off, no time left":   {QueueItem{Exam: proctored, Attempt: Attempt{Status: Errored, IsResumable: true, TimeRemainingSeconds: &seconds, Modified: ago(4 * day)}}, nil},
		"submitted, then in error":   {QueueItem{Exam: proctored, Attempt: Attempt{Status: Errored, IsResumable: true, CompletedAt: &started, Modified: ago(4 * day)}}, nil},
		"verified, never submitted":  {QueueItem{Exam: proctored, Attempt: Attempt{Status: Verified}}, []StuckReason{StuckUnsubmitted}},
		"verified, timed out":        {QueueItem{Exam: proctored, TimedOut: true, Attempt: Attempt{Status: Verified}}, nil},
		"not resumable":              {QueueItem{Attempt: Attempt{Status: Errored, Modified: ago(4 * day)}}, nil},
		"no external id":             {QueueItem{Attempt: Attempt{Status: Created, TakingAsProctored: true}}, []StuckReason{StuckNoExternalID}},
		"overtime": {QueueItem{Attempt: Attempt{Status: Started, StartedAt: &started, AllowedTimeLimitMins: &mins, ExternalID: "x"}},
			[]StuckReason{StuckOvertime}},
		"reset":          {QueueItem{Newest: true, Attempt: Attempt{Status: OnboardingReset}}, []StuckReason{StuckReset}},
		"reset, retaken": {QueueItem{Attempt: Attempt{Status: OnboardingReset}}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := StuckReasons(c.item, now, DefaultStuckLimits())
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if SectionStuck.Contains(c.item, now, DefaultStuckLimits()) != (len(c.want) > 0) {
				t.Error("the section does not agree")
			}
			for _, r := range got {
				if r.Remedy() == "" {
					t.Errorf("%s has no remedy", r)
				}
			}
		})
	}
}

// TestEveryStatusHasASection makes sure that no known status falls out of the
// queue, except a timed exam's submitted one and eligible, which are never reviewed.
func TestEveryStatusHasASection(t *testing.T) {
	t.Parallel()
	for _, status := range AttemptStatuses() {
		item := QueueItem{Attempt: Attempt{Status: status, TakingAsProctored: true}, Exam: Exam{IsProctored: true}}
		var in []Section
		for _, s := range Sections() {
			if s != SectionAll && s != SectionStuck && s.Contains(item, time.Now(), DefaultStuckLimits()) {
				in = append(in, s)
			}
		}
		want := 1
		if status == Eligible {
			want = 0
		}
		if len(in) != want {
			t.Errorf("%s is in %v", status, in)
		}
	}
}
