package pages

import (
	"fmt"
	"time"

	"examdesk/model"
)

func now() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

func ago(d time.Duration) *time.Time { t := now().Add(-d); return &t }

// scene is one learner at one exam, and what the store has about that.
type scene struct {
	name     string
	course   string
	exam     model.Exam
	end      *time.Time
	inactive bool // the learner's account
	attempt  *model.Attempt
	review   model.ReviewStatus
	// onboarding is the status of the learner's attempt at the course's onboarding
	// exam, which was changed so long ago; empty for none.
	onboarding model.AttemptStatus
	changed    time.Duration
	removed    bool // an attempt that nothing followed
	timedOut   bool // the history says so
	cascade    bool // another exam of the course was declined right before
	later      bool // the attempt at hand is followed by a fresh one, which is asked for
}

type kind struct {
	name                string
	proctored, practice bool
	backend             model.Text
}

func kinds() []kind {
	return []kind{
		{"proctored", true, false, "software_secure"}, {"proctored with onboarding", true, false, "test"},
		{"practice", true, true, "software_secure"}, {"onboarding", true, true, "test"}, {"timed", false, false, "null"}, {"service not configured", true, false, "nowhere"},
	}
}

type date struct {
	name string
	due  *time.Time
}

func dates() []date {
	return []date{{"no due date", nil}, {"past due", ago(time.Hour)}, {"due in 19 minutes", ago(-19 * time.Minute)}}
}

func examOf(k kind, d date) model.Exam {
	return model.Exam{IsProctored: k.proctored, IsPracticeExam: k.practice, Backend: k.backend, IsActive: true, TimeLimitMins: 60, DueDate: d.due,
		Name: model.Text(k.name + ", " + d.name)}
}

// trait changes an attempt.
type trait struct {
	name string
	set  func(*scene)
}

func seconds(n int) *int { return &n }

// traits are what an attempt can be in addition to its status.
func traits() []trait {
	return []trait{
		{"", func(*scene) {}},
		{"resumable, 1,800 s left", func(s *scene) { s.attempt.IsResumable, s.attempt.TimeRemainingSeconds = true, seconds(1800) }},
		{"resumable, nothing recorded", func(s *scene) { s.attempt.IsResumable = true }},
		{"resumable, 0 s left", func(s *scene) { s.attempt.IsResumable, s.attempt.TimeRemainingSeconds = true, seconds(0) }},
		{"ready to resume", func(s *scene) { s.attempt.ReadyToResume, s.attempt.TimeRemainingSeconds = true, seconds(1800) }},
		{"ready to resume, 0 s left", func(s *scene) { s.attempt.ReadyToResume, s.attempt.TimeRemainingSeconds = true, seconds(0) }},
		{"resumed", func(s *scene) { s.attempt.ReadyToResume, s.attempt.Resumed = true, true }},
		{"reviewed: Clean", func(s *scene) { s.review = model.ReviewClean }},
		{"reviewed: Not Reviewed", func(s *scene) { s.review = model.ReviewNotReviewed; s.attempt.IsResumable = true }},
		{"time over", func(s *scene) { s.attempt.StartedAt, s.attempt.AllowedTimeLimitMins = ago(3*time.Hour), seconds(60) }},
		{"not as proctored", func(s *scene) { s.attempt.TakingAsProctored, s.attempt.ExternalID = false, "" }},
		{"not known to the service", func(s *scene) { s.attempt.ExternalID = "" }},
	}
}

// begun is an attempt that was started half an hour ago, if its status says that
// it was started.
func begun(status model.AttemptStatus, e model.Exam) *model.Attempt {
	a := &model.Attempt{Status: status, Created: *ago(40 * time.Minute), Modified: *ago(10 * time.Minute), TakingAsProctored: e.IsProctored,
		IsSampleAttempt: e.IsPracticeExam, ExternalID: "session"}
	if !status.IsPreStarted() && status != model.Eligible && status != model.Declined && !status.IsOnboardingError() {
		a.StartedAt, a.AllowedTimeLimitMins = ago(30*time.Minute), seconds(60)
	}
	return a
}

// scenes are every status of every kind of exam, before and after its due date,
// submitted or not, with every trait; and what closes an exam.
func scenes() (out []scene) {
	add := func(s scene) {
		s.course = "open"
		if s.end != nil {
			s.course = "over"
		}
		out = append(out, s)
	}
	for _, k := range kinds() {
		for _, d := range dates() {
			e := examOf(k, d)
			for _, s := range unbegun(e) {
				s.name = fmt.Sprintf("%s | %s | no attempt | %s", k.name, d.name, s.name)
				add(s)
			}
			for _, status := range statuses(k) {
				for _, done := range []bool{false, true} {
					for _, f := range traits() {
						s := scene{exam: e, attempt: begun(status, e)}
						if f.set(&s); done {
							if s.attempt.StartedAt == nil || f.name == "time over" {
								continue
							}
							s.attempt.CompletedAt = ago(10 * time.Minute)
							f.name += ", submitted"
						}
						s.name = fmt.Sprintf("%s | %s | %s | %s", k.name, d.name, status, f.name)
						add(s)
					}
				}
			}
		}
		if k.backend != "nowhere" {
			for _, s := range closed(k) {
				add(s)
			}
		}
	}
	return out
}

// statuses are all, and one that is not known. A service's onboarding changes
// nothing for an attempt that was begun.
func statuses(k kind) []model.AttemptStatus {
	if k.name == "proctored with onboarding" || k.backend == "nowhere" {
		return nil
	}
	return append(model.AttemptStatuses(), "unheard_of")
}

// unbegun are learners without an attempt.
func unbegun(e model.Exam) []scene {
	out := []scene{{name: "", exam: e}, {name: "removed", exam: e, removed: true}, {name: "account not active", exam: e, inactive: true}}
	if !e.IsProctored || e.IsPracticeExam || e.Backend != "test" {
		return out
	}
	for _, status := range []model.AttemptStatus{model.Started, model.Submitted, model.Rejected, model.Verified} {
		out = append(out, scene{name: "onboarding " + status.String(), exam: e, onboarding: status, changed: time.Hour})
	}
	return append(out, scene{name: "onboarding expired", exam: e, onboarding: model.Verified, changed: 400 * 24 * time.Hour})
}

// closed are exams and learners that something else keeps closed, and
// attempts of another age.
func closed(k kind) (out []scene) {
	e := examOf(k, dates()[0])
	for _, status := range append(model.AttemptStatuses(), "") {
		add := func(name string, set func(*scene)) {
			s := scene{name: fmt.Sprintf("%s | %s | %s", k.name, status, name), exam: e}
			if status != "" {
				s.attempt = begun(status, e)
				if status.IsCompleted() && s.attempt.StartedAt != nil {
					s.attempt.CompletedAt = ago(10 * time.Minute)
				}
			}
			set(&s)
			out = append(out, s)
		}
		add("exam not active", func(s *scene) { s.exam.IsActive = false })
		add("course ended", func(s *scene) { s.end = ago(time.Hour) })
		add("account not active", func(s *scene) { s.inactive = true })
		if status == "" {
			continue
		}
		add("hidden after it is due", func(s *scene) { s.exam.HideAfterDue, s.exam.DueDate = true, ago(time.Hour) })
		add("50 days ago", func(s *scene) {
			s.attempt.Modified = *ago(50 * 24 * time.Hour)
			if s.attempt.CompletedAt != nil {
				s.attempt.CompletedAt, s.attempt.StartedAt = ago(50*24*time.Hour), ago(50*24*time.Hour+30*time.Minute)
			}
		})
		add("two years ago", func(s *scene) { s.attempt.Modified = now().AddDate(-2, 0, 0) })
		add("timed out before", func(s *scene) { s.attempt.CompletedAt, s.timedOut = nil, true })
		add("followed by another", func(s *scene) { s.later = true })
		if status == model.Declined && k.proctored && !k.practice {
			add("along with another", func(s *scene) { s.cascade = true })
		}
		if status == model.Submitted && !k.proctored {
			add("taken as proctored", func(s *scene) { s.attempt.TakingAsProctored = true })
		}
		if k.backend == "test" && !k.practice && status == model.OnboardingExpired {
			add("onboarding approved long ago", func(s *scene) { s.onboarding, s.changed = model.Verified, 400*24*time.Hour })
		}
	}
	return out
}
