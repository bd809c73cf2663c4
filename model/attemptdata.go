package model

import (
	"math"
	"time"
)

// AttemptData is what a learner's page needs to know of an attempt
// (edx-proctoring 5.2.0, api.get_exam_attempt_data).
type AttemptData struct {
	Exam    Exam
	Attempt Attempt
	// ExamType are the words for the exam's kind: "a proctored exam".
	ExamType string
	ExamURL  string
	// Remaining is the time left, 0 for an attempt that has not started.
	Remaining time.Duration
	// TotalTime is the time allowed, as [HumanizedMinutes] writes it.
	TotalTime string
	// LowSeconds and CriticalSeconds are when the learner is warned.
	LowSeconds, CriticalSeconds int
	// SpokenRemaining is the time left as a sentence for a screen reader.
	SpokenRemaining string
	PollURL         string
	ReadyToResume   bool
	// Service is nil for a timed exam.
	Service *AttemptServiceData
}

// AttemptServiceData is what the proctoring service adds to [AttemptData].
type AttemptServiceData struct {
	JavascriptURL string
	// PingSeconds is how often the page looks for the proctoring software.
	PingSeconds int
	// WantsDownload reports whether the learner is at the step of getting the
	// software, from DownloadURL if the service has an address.
	WantsDownload bool
	DownloadURL   string
}

// DefaultPingSeconds is what edx-proctoring takes where
// DESKTOP_APPLICATION_PING_INTERVAL_SECONDS is not configured.
const DefaultPingSeconds = 60

// PingSeconds returns the service's interval, or the default.
func (b Backend) PingSeconds() int {
	if b.PingIntervalSeconds == 0 {
		return DefaultPingSeconds
	}
	return b.PingIntervalSeconds
}

// IsReadyToResume reports whether the learner may continue the attempt
// (edx-proctoring 5.2.0, api.is_attempt_ready_to_resume).
func (a Attempt) IsReadyToResume() bool { return a.ReadyToResume && !a.Resumed }

// Remaining returns the time left of an attempt, 0 if it is over or has not started
// (edx-proctoring 5.2.0, utils.get_time_remaining_for_attempt).
func (a Attempt) Remaining(now time.Time) time.Duration {
	if a.StartedAt == nil || a.AllowedTimeLimitMins == nil {
		return 0
	}
	return max(0, a.StartedAt.Add(time.Duration(*a.AllowedTimeLimitMins)*time.Minute).Sub(now))
}

// ExamTypeWords returns the words for an exam's kind (edx-proctoring 5.2.0,
// utils.get_exam_type). A practice exam that is not proctored is called
// proctored there, and so here.
func ExamTypeWords(e Exam, b *Backend) string {
	switch {
	case !e.IsProctored && !e.IsPracticeExam:
		return "a timed exam"
	case e.IsProctored && e.IsPracticeExam && b != nil && b.SupportsOnboarding:
		return "an onboarding exam"
	case e.IsProctored && e.IsPracticeExam:
		return "a practice exam"
	}
	return "a proctored exam"
}

// OwnMinutes returns the minutes that an attempt was given when it started; none
// for one that has not started or that waits to be resumed, whose learner gets
// what is allowed then.
func (a Attempt) OwnMinutes() (int, bool) {
	if a.AllowedTimeLimitMins == nil || *a.AllowedTimeLimitMins == 0 || a.IsReadyToResume() {
		return 0, false
	}
	return *a.AllowedTimeLimitMins, true
}

// AttemptDataOf puts together what the page needs; total are the minutes that
// the learner has or would get. The warnings come by the attempt's own minutes
// even while it waits to be resumed, as in the original.
func AttemptDataOf(row AttemptRow, exam Exam, b *Backend, site Site, total int, now time.Time) AttemptData {
	a := row.Attempt
	own := 0
	if a.AllowedTimeLimitMins != nil {
		own = *a.AllowedTimeLimitMins
	}
	left := a.Remaining(now)
	return AttemptData{
		Exam: exam, Attempt: a, ExamType: ExamTypeWords(exam, b),
		Remaining: left, TotalTime: HumanizedMinutes(total),
		LowSeconds: int(site.LowThreshold * float64(own) * 60), CriticalSeconds: int(site.CriticalThreshold * float64(own) * 60),
		SpokenRemaining: "you have " + HumanizedMinutes(int(math.RoundToEven(left.Minutes()))) + " remaining",
		PollURL:         site.AttemptURL(a.ID), ReadyToResume: a.IsReadyToResume(),
	}
}
