package model

import (
	"fmt"
	"slices"
	"time"
)

func standingNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// variant is something that changes what is said of an attempt, in the statuses
// named by only or in all.
type variant struct {
	name string
	set  func(*Facts)
	only []AttemptStatus
}

func variants() []variant {
	now := standingNow()
	at := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	secs := func(f *Facts, n int) { f.Attempt.TimeRemainingSeconds = &n }
	begun := []AttemptStatus{Created, DownloadSoftwareClicked, ReadyToStart}
	unstarted := func(f *Facts) { f.Attempt.StartedAt, f.Attempt.AllowedTimeLimitMins = nil, nil }
	done := func(f *Facts) { f.Attempt.CompletedAt = at(-10 * time.Minute) }
	return []variant{
		{"", func(*Facts) {}, nil},
		{"not known to the service", func(f *Facts) { unstarted(f); f.Attempt.ExternalID = "" }, begun},
		{"goes on with another", func(f *Facts) { unstarted(f); secs(f, 1800) }, []AttemptStatus{Created}},
		{"past its time", func(f *Facts) { f.Attempt.StartedAt = at(-3 * time.Hour) }, []AttemptStatus{Started, ReadyToSubmit}},
		{"resumable, 1,800 s left", func(f *Facts) { f.Attempt.IsResumable = true; secs(f, 1800) }, []AttemptStatus{Errored}},
		{"resumable, nothing recorded", func(f *Facts) { f.Attempt.IsResumable = true }, []AttemptStatus{Errored}},
		{"resumable, 0 s left", func(f *Facts) { f.Attempt.IsResumable = true; secs(f, 0) }, []AttemptStatus{Errored}},
		{"resumable, past the due date", func(f *Facts) { f.Attempt.IsResumable = true; secs(f, 1800); f.Due = at(-time.Hour) }, []AttemptStatus{Errored}},
		{"resumable, due in 19 minutes", func(f *Facts) { f.Attempt.IsResumable = true; secs(f, 1800); f.Due = at(19 * time.Minute) }, []AttemptStatus{Errored}},
		{"ready to resume", func(f *Facts) { f.Attempt.ReadyToResume = true; secs(f, 1800) }, []AttemptStatus{Errored, Verified}},
		{"ready to resume, past the due date", func(f *Facts) { f.Attempt.ReadyToResume = true; secs(f, 1800); f.Due = at(-time.Hour) }, []AttemptStatus{Errored}},
		{"ready to resume, 0 s left", func(f *Facts) { f.Attempt.ReadyToResume = true; secs(f, 0) }, []AttemptStatus{Errored}},
		{"resumed", func(f *Facts) { f.Attempt.ReadyToResume, f.Attempt.Resumed, f.Later = true, true, true }, []AttemptStatus{Errored}},
		{"resumed, and the later attempt removed", func(f *Facts) { f.Attempt.ReadyToResume, f.Attempt.Resumed = true, true }, []AttemptStatus{Errored}},
		{"followed by another", func(f *Facts) { f.Later = true }, []AttemptStatus{OnboardingReset}},
		{"reviewed: Suspicious", func(f *Facts) { f.Review = &Review{Status: ReviewSuspicious} }, []AttemptStatus{SecondReviewRequired, Submitted}},
		{"submitted, reviewed: Not Reviewed", func(f *Facts) { done(f); f.Review = &Review{Status: ReviewNotReviewed}; f.Attempt.IsResumable = true }, []AttemptStatus{Errored}},
		{"submitted, without a review", func(f *Facts) { done(f); f.Attempt.IsResumable = true }, []AttemptStatus{Errored}},
		{"passed, and never submitted", func(f *Facts) { f.Review = &Review{Status: ReviewClean} }, []AttemptStatus{Errored}},
		{"not as proctored", func(f *Facts) { f.Attempt.TakingAsProctored = false }, []AttemptStatus{Created, Submitted}},
		{"no longer proctored", func(f *Facts) { f.Exam.IsProctored = false }, []AttemptStatus{Submitted}},
		{"50 days ago", func(f *Facts) { f.Attempt.CompletedAt, f.Since = at(-50*24*time.Hour), at(-50*24*time.Hour) }, []AttemptStatus{Submitted}},
		{"with a submission", done, []AttemptStatus{Verified}},
		{"two years old", func(f *Facts) { done(f); f.Attempt.Modified = now.AddDate(-2, 0, 0) }, []AttemptStatus{Verified}},
		{"along with another", func(f *Facts) { unstarted(f); f.DeclinedWith = "Midterm 1" }, []AttemptStatus{Declined}},
		{"exam not active", func(f *Facts) { unstarted(f); f.Exam.IsActive = false }, []AttemptStatus{Created}},
		{"account not active", func(f *Facts) { unstarted(f); f.LearnerInactive = true }, []AttemptStatus{Created}},
		{"course ended", func(f *Facts) { unstarted(f); f.CourseEnd = at(-time.Hour) }, []AttemptStatus{Created}},
		{"exam gone", func(f *Facts) { f.Exam, f.Attempt.ExamID = Exam{}, 99 }, []AttemptStatus{Submitted}},
		{"past the due date", func(f *Facts) { unstarted(f); f.Due = at(-time.Hour) }, begun},
		{"past the due date", func(f *Facts) { f.Due = at(-time.Hour) }, []AttemptStatus{Started, Rejected, Errored, OnboardingMissing, OnboardingFailed, OnboardingReset}},
		{"approval expired", func(f *Facts) { f.Blocker = GapExpired }, []AttemptStatus{OnboardingExpired}},
	}
}

// unbegun are the cases without an attempt.
func unbegun() []variant {
	now := standingNow()
	at := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	out := []variant{
		{"", func(*Facts) {}, nil},
		{"removed", func(f *Facts) { f.Removed, f.RemovedFrom = at(-48*time.Hour), Verified }, nil},
		{"past the due date", func(f *Facts) { f.Due = at(-time.Hour) }, nil},
		{"course ended", func(f *Facts) { f.CourseEnd = at(-time.Hour) }, nil},
		{"exam not active", func(f *Facts) { f.Exam.IsActive = false }, nil},
		{"account not active", func(f *Facts) { f.LearnerInactive = true }, nil},
		{"service not configured", func(f *Facts) { f.ServiceMissing = true }, nil},
	}
	for _, gap := range []OnboardingGap{GapMissing, GapUnderway, GapPending, GapFailed, GapExpired} {
		out = append(out, variant{"onboarding " + string(gap), func(f *Facts) { f.Blocker = gap }, nil})
	}
	return out
}

// standingCases are every status of every kind of exam, and what changes what is
// said of it.
func standingCases() (names []string, facts []Facts) {
	now := standingNow()
	add := func(name string, f Facts) { names, facts = append(names, name), append(facts, f) }
	for _, k := range []struct {
		name       string
		exam       Exam
		onboarding bool
	}{
		{"proctored", Exam{IsProctored: true, IsActive: true}, true},
		{"practice", Exam{IsProctored: true, IsPracticeExam: true, IsActive: true}, false},
		{"onboarding", Exam{IsProctored: true, IsPracticeExam: true, IsActive: true}, true},
		{"timed", Exam{IsActive: true}, false},
	} {
		k.exam.TimeLimitMins = 60
		for _, v := range unbegun() {
			f := Facts{Now: now, Exam: k.exam, Onboarding: k.onboarding, OnboardingDays: 365}
			v.set(&f)
			add(k.name+" | no attempt | "+v.name, f)
		}
		for _, status := range append(AttemptStatuses(), "unheard_of") {
			for _, v := range variants() {
				if v.only != nil && !slices.Contains(v.only, status) {
					continue
				}
				f := Facts{Now: now, Exam: k.exam, Attempt: exampleAttempt(status, k.exam.IsProctored), Onboarding: k.onboarding, OnboardingDays: 365}
				v.set(&f)
				add(fmt.Sprintf("%s | %s | %s", k.name, status, v.name), f)
			}
		}
	}
	return names, facts
}

// exampleAttempt was started 30 minutes ago, if it was started at all, with 60
// minutes allowed, and changed 10 minutes ago.
func exampleAttempt(status AttemptStatus, proctored bool) *Attempt {
	now := standingNow()
	started, sixty := now.Add(-30*time.Minute), 60
	a := &Attempt{ID: 1, Status: status, TakingAsProctored: proctored, ExternalID: "session", Code: "CODE", Modified: now.Add(-10 * time.Minute)}
	if !status.IsPreStarted() && status != Eligible && status != Declined && !status.IsOnboardingError() {
		a.StartedAt, a.AllowedTimeLimitMins = &started, &sixty
	}
	return a
}
