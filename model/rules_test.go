package model

import (
	"strings"
	"testing"
	"time"
)

func TestRulesOf(t *testing.T) {
	t.Parallel()
	for release, want := range map[string]string{
		"5.2.0": "5.2.0", "5.2": "5.2.0", "6.0.0": "5.2.0", "6.1.0": "6.1.0", "6.1.1": "6.1.0", "6.1.2": "6.1.2", "6.1.4": "6.1.2", "6.1": "6.1.2",
	} {
		if got, err := RulesOf(release); err != nil || got.Release != want {
			t.Errorf("%s follows %s, %v; want %s", release, got.Release, err, want)
		}
	}
	for _, release := range []string{"", "5", "5.1.9", "4.18.0", "6.2.0", "7.0.0", "6.1.x", "6.1.-2", "06.1.2", "6.1.2.1", "latest", "6.1.2 "} {
		_, err := RulesOf(release)
		if CodeOf(err) != CodeInvalid || !strings.Contains(err.Error(), "5.2.0, 6.1.0, 6.1.2") {
			t.Errorf("%q: %v", release, err)
		}
	}
	if DefaultReviewRules().Rules != LatestRules() || LatestRules().Release != "6.1.2" {
		t.Error("the newest rules are not the default")
	}
}

// ruled is the situation under the rules of a release.
func ruled(t *testing.T, s ReviewSituation, release string) ReviewSituation {
	t.Helper()
	r, err := RulesOf(release)
	if err != nil {
		t.Fatal(err)
	}
	s.Rules.Rules = r
	return s
}

// What each release makes of a review, and how the ways to a status differ.
func TestReviewsByRelease(t *testing.T) {
	t.Parallel()
	never := submitted()
	never.Attempt.CompletedAt = nil
	timedOut := never
	timedOut.WasTimedOut = true
	reset := submitted()
	reset.Attempt.Status = OnboardingReset
	for name, c := range map[string]struct {
		s        ReviewSituation
		review   ReviewStatus
		old, now AttemptStatus
	}{
		"submitted":                  {submitted(), ReviewClean, Verified, Verified},
		"never submitted":            {never, ReviewClean, Verified, Errored},
		"never submitted, violation": {never, ReviewRulesViolation, Verified, Errored},
		"never submitted, failing":   {never, ReviewSuspicious, Rejected, Rejected},
		"never submitted, no review": {never, ReviewNotReviewed, Errored, Errored},
		"timed out before":           {timedOut, ReviewClean, Verified, Verified},
		"reset, passing":             {reset, ReviewClean, Verified, OnboardingReset},
		"reset, failing":             {reset, ReviewSuspicious, Rejected, OnboardingReset},
	} {
		for release, want := range map[string]AttemptStatus{"5.2.0": c.old, "6.1.0": c.old, "6.1.2": c.now} {
			s := ruled(t, c.s, release)
			decided, err := Decide(s, c.review)
			if err != nil || decided.To != want {
				t.Errorf("%s by %s: decided to %s, %v; want %s", name, release, decided.To, err, want)
			}
			followed, err := Follow(s.Situation, c.review, &Learner{ID: 1}, false)
			if err != nil || followed.To != want {
				t.Errorf("%s by %s: followed to %s, %v; want %s", name, release, followed.To, err, want)
			}
			if last := followed.Effects[len(followed.Effects)-1]; !strings.HasSuffix(last.Value, "review_received") {
				t.Errorf("%s by %s: the review is not announced: %+v", name, release, last)
			}
			if stays := want == OnboardingReset; stays && (len(decided.Saves) != 0 || len(decided.Warnings) == 0) {
				t.Errorf("%s by %s: writes %+v, warns %v", name, release, decided.Saves, decided.Warnings)
			}
		}
	}
}

// A time-out that is taken as submission has a time of its own since 6.1.2.
func TestTimeOutCompletes(t *testing.T) {
	t.Parallel()
	for release, completes := range map[string]bool{"5.2.0": false, "6.1.0": false, "6.1.2": true} {
		s := ruled(t, submitted(), release).Situation
		s.Attempt.Status, s.Attempt.CompletedAt = Started, nil
		plan, err := Transition(s, TimedOut, TransitionOptions{})
		if err != nil || plan.To != Submitted || (plan.After.CompletedAt != nil) != completes {
			t.Errorf("%s: %s at %v, %v", release, plan.To, plan.After.CompletedAt, err)
		}
		if completes && !plan.After.CompletedAt.Equal(s.Now) {
			t.Errorf("%s: completed at %s", release, plan.After.CompletedAt)
		}
	}
}

// A service is not asked about a session that it has no id for since 6.1.0.
func TestRemovalByRelease(t *testing.T) {
	t.Parallel()
	row := AttemptRow{Attempt: Attempt{ID: 1, Status: Created}, Exam: Exam{ID: 2, IsProctored: true}}
	for release, asks := range map[string]bool{"5.2.0": true, "6.1.0": false, "6.1.2": false} {
		r, err := RulesOf(release)
		if err != nil {
			t.Fatal(err)
		}
		if got := find(Remove(Removal{AttemptRow: row, Rules: r}).Effects, EffectBackend) != nil; got != asks {
			t.Errorf("%s: asked %v", release, got)
		}
		with := row
		with.Attempt.ExternalID = "x"
		plan := Remove(Removal{AttemptRow: with, Rules: r})
		if e := find(plan.Effects, EffectBackend); e == nil || e.Carried || !plan.Confirm(1) || !find(plan.Effects, EffectBackend).Carried || plan.Confirm(2) {
			t.Errorf("%s: %+v", release, e)
		}
	}
}

// Reading an attempt whose time is over submits it, wherever it is read.
func TestReadsThatSubmit(t *testing.T) {
	t.Parallel()
	s := submitted().Situation
	mins, start := 30, s.Now.Add(-time.Hour)
	end := start.Add(30 * time.Minute)
	running := Attempt{ID: 7, ExamID: 3, UserID: 9, Status: Started, StartedAt: &start, AllowedTimeLimitMins: &mins, TakingAsProctored: true, ExternalID: "x"}
	over := func(p Plan, id int64) bool {
		for _, save := range p.Saves {
			if save.Attempt.ID == id && save.Attempt.Status == Submitted && save.Attempt.CompletedAt != nil && save.Attempt.CompletedAt.Equal(end) {
				return true
			}
		}
		return false
	}
	s.Attempt = running
	for _, to := range []AttemptStatus{ReadyToSubmit, Started} {
		plan, err := Transition(s, to, TransitionOptions{})
		if err != nil || plan.To != Submitted || !over(plan, 7) || len(plan.Saves) != 2 {
			t.Errorf("to %s after the end: %s, %v", to, plan.To, err)
		}
		if last := plan.Effects[len(plan.Effects)-1]; last.Kind != EffectSignal || last.Value != string(Submitted) {
			t.Errorf("to %s after the end: announced as %+v", to, last)
		}
	}
	if plan, err := Transition(s, Errored, TransitionOptions{}); err != nil || plan.To != Errored || len(plan.Saves) != 1 {
		t.Errorf("an attempt that is over is not read as running: %s, %v", plan.To, err)
	}

	// The course's other exams, and an older attempt that is started.
	sibling := running
	sibling.ID, sibling.ExamID = 8, 4
	s.Attempt.StartedAt, s.Attempt.Status = nil, Created
	s.OtherExams = []OtherExam{{Exam: Exam{ID: 4, ContentID: "other", Backend: "software_secure", IsProctored: true, IsActive: true}, Current: &sibling}}
	plan, err := Transition(s, Declined, TransitionOptions{})
	if err != nil || !over(plan, 8) || find(plan.Effects, EffectDecline) != nil {
		t.Errorf("the sibling: %+v, %v", plan.Saves, err)
	}
	newer := running
	newer.ID = 9
	s.OtherExams, s.Newer, s.Siblings = nil, &newer, []AttemptStatus{Started}
	plan, err = Transition(s, Started, TransitionOptions{})
	if err != nil || plan.To != Started || !over(plan, 9) {
		t.Errorf("the newer attempt: %+v, %v", plan.Saves, err)
	}
}

// Without a known release both outcomes are named, and what differs is unknown.
func TestUnderAllRules(t *testing.T) {
	t.Parallel()
	preview := func(s ReviewSituation) Divided {
		return Divide(UnderAllRules(func(r Rules) (Plan, error) {
			s.Rules.Rules = r
			p, err := Decide(s, ReviewClean)
			return p.Plan, err
		}))
	}
	agreed := preview(submitted())
	if !agreed.Agreed() || agreed.Outcomes[0].To != Verified || find(agreed.Effects, EffectCredit).Certainty != Will {
		t.Errorf("%+v", agreed.Outcomes)
	}
	never := submitted()
	never.Attempt.CompletedAt = nil
	d := preview(never)
	if d.Agreed() || len(d.Outcomes) != 2 || d.Outcomes[0].To != Verified || d.Outcomes[1].To != Errored {
		t.Fatalf("%+v", d.Outcomes)
	}
	if want := "The attempt becomes verified by the rules of 5.2.0 and 6.1.0, the attempt becomes error by the rules of 6.1.2."; d.Sentence() != want {
		t.Errorf("%s", d.Sentence())
	}
	values := map[string]string{}
	for _, e := range d.Effects {
		if e.Kind == EffectCredit {
			values[e.Value] = e.Reason
			if e.Certainty != Unknown {
				t.Errorf("credit %s is certain", e.Value)
			}
		}
	}
	if !strings.Contains(values["satisfied"], "5.2.0 and 6.1.0") || !strings.Contains(values["failed"], "6.1.2") {
		t.Errorf("%v", values)
	}
	refused := Divide(UnderAllRules(func(Rules) (Plan, error) { return Plan{}, Errorf(CodeConflict, "No.") }))
	if !refused.Agreed() || refused.Outcomes[0].Err == nil {
		t.Errorf("%+v", refused)
	}
}

// A text that is there and empty is not text that is missing.
func TestEmptyTexts(t *testing.T) {
	t.Parallel()
	missing, empty, there := Exam{}, Exam{Empty: EmptyBackend | EmptyExternalID}, Exam{Backend: "b", ExternalID: "e"}
	if missing.BackendOrNil() != nil || *empty.BackendOrNil() != "" || *there.BackendOrNil() != "b" || *empty.ExternalIDOrNil() != "" {
		t.Error("exams")
	}
	if ObscuredUserID("k", 1, missing.BackendOrNil()) != ObscuredUserID("k", 1, new("None")) || ObscuredUserID("k", 1, empty.BackendOrNil()) != ObscuredUserID("k", 1) {
		t.Error("the hash of a missing name is that of the word None")
	}
	a := Attempt{ID: 1, Empty: EmptyCode}
	if got := EventOf(Effect{Attempt: a}, time.Time{}).Data["attempt_code"]; *got.(*string) != "" {
		t.Errorf("%v", got)
	}
}
