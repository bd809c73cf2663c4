package model

import (
	"slices"
	"testing"
	"time"
)

func TestSummaryOf(t *testing.T) {
	t.Parallel()
	proctored, practice := Exam{IsProctored: true}, Exam{IsProctored: true, IsPracticeExam: true}
	for _, c := range []struct {
		exam   Exam
		status AttemptStatus
		want   string
		done   bool
	}{
		{Exam{}, Started, "Timed Exam", false},
		{proctored, Eligible, "Proctored Option Available", false},
		{proctored, Declined, "Taking As Open Exam", false},
		{proctored, Created, "Taking As Proctored Exam", false},
		{proctored, SecondReviewRequired, "Pending Session Review", true},
		{proctored, Verified, "Passed Proctoring", true},
		{proctored, Errored, "Failed Proctoring", true},
		{proctored, Expired, "Proctored Option No Longer Available", false},
		{proctored, "\x1b[2Junheard of", "Taking As Proctored Exam", false},
		{practice, Verified, "Ungraded Practice Exam", false},
		{practice, Submitted, "Practice Exam Completed", true},
		{practice, Errored, "Practice Exam Failed", true},
	} {
		got := SummaryOf(c.exam, c.status)
		if got.ShortDescription != c.want || got.InCompletedState != c.done {
			t.Errorf("%s in %+v: %+v", c.status, c.exam, got)
		}
		if want := c.status; got.Status != want && c.exam.IsProctored {
			t.Errorf("the status %s became %s", want, got.Status)
		}
	}
}

func TestPrerequisites(t *testing.T) {
	t.Parallel()
	all := []CreditRequirement{
		{Namespace: "proctored_exam", Name: "second", Order: 4, Status: new("pending")},
		{Namespace: "grade", Name: "grade", Order: 0},
		{Namespace: "proctored_exam", Name: "a b?", Order: 2, Status: new("failed")},
		{Namespace: "reverification", Name: "rever", Order: 1, Status: new("unheard of")},
		{Namespace: "reverification", Name: "last", Order: 9, Status: new("declined")},
	}
	p := PrerequisitesOf(all, "second", "grade")
	if len(p.Failed) != 1 || len(p.Pending) != 1 || len(p.Satisfied)+len(p.Declined) != 0 || p.AreSatisfied() {
		t.Errorf("before the second exam: %+v", p)
	}
	linked := p.WithLinks("a/b/c")
	if got := linked.Failed[0].JumpTo; got != "/courses/a/b/c/jump_to/a%20b%3F" {
		t.Errorf("the link is %q", got)
	}
	if linked.Pending[0].JumpTo != "" || p.Failed[0].JumpTo != "" {
		t.Errorf("links where none belong: %+v, %+v", linked, p)
	}
	if p := PrerequisitesOf(all, "no such", "grade"); len(p.Declined) != 1 || len(p.Pending) != 2 {
		t.Errorf("an exam that is not a requirement comes after all: %+v", p)
	}
	if p := PrerequisitesOf(nil, ""); !p.AreSatisfied() {
		t.Errorf("without requirements: %+v", p)
	}
	if all[0].Name != "second" {
		t.Error("the list that was given is sorted")
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	s := Site{LearningMFE: "https://learn", APIRoot: "/api"}
	for got, want := range map[string]string{
		s.ExamURL("course-v1:X+Y+Z", "block-v1:X+Y+Z+type@sequential+block@1", true):  "https://learn/course/course-v1:X+Y+Z/block-v1:X+Y+Z+type@sequential+block@1",
		s.ExamURL("course-v1:X+Y+Z", "block-v1:X+Y+Z+type@sequential+block@é", false): "/courses/course-v1:X+Y+Z/jump_to/block-v1:X+Y+Z+type@sequential+block@%C3%A9",
		s.ExamURL("a/b/é", "\x1b\"<", true):                                           "https://learn/course/a/b/é/%1B%22%3C",
		s.AttemptURL(7):                                                               "/api/edx_proctoring/v1/proctored_exam/attempt/7",
		s.ExamDashboardURL("a/b/c", 7):                                                "/api/edx_proctoring/v1/instructor/a/b/c/7?config=true",
	} {
		if got != want {
			t.Errorf("the link is %q, want %q", got, want)
		}
	}
}

func TestIsPassedDue(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	past, future := now.Add(-time.Hour), now.Add(time.Hour)
	timed, proctored := Exam{}, Exam{IsProctored: true}
	for name, c := range map[string]struct {
		exam     Exam
		due, end *time.Time
		want     bool
	}{
		"no dates":                                 {timed, nil, nil, false},
		"due now":                                  {proctored, &now, nil, true},
		"due later, the course is over":            {timed, &future, &past, false},
		"timed, the course is over":                {timed, nil, &past, true},
		"proctored, the course is over":            {proctored, nil, &past, false},
		"practice without proctoring, course over": {Exam{IsPracticeExam: true}, nil, &past, false},
	} {
		if got := IsPassedDue(c.exam, c.due, c.end, now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAttemptData(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	began, minutes := now.Add(-8*time.Minute-30*time.Second), 10
	site := Site{}.WithDefaults()
	row := AttemptRow{Attempt: Attempt{StartedAt: &began, AllowedTimeLimitMins: &minutes, Status: Started}}
	d := AttemptDataOf(row, Exam{}, nil, site, minutes, now)
	if d.Remaining != 90*time.Second || d.LowSeconds != 120 || d.CriticalSeconds != 30 || d.SpokenRemaining != "you have 2 minutes remaining" {
		t.Errorf("a running attempt: %+v", d)
	}
	if row.Attempt.Remaining(now.Add(time.Hour)) != 0 {
		t.Error("an attempt that is over has time left")
	}
	if _, own := (Attempt{AllowedTimeLimitMins: &minutes, ReadyToResume: true}).OwnMinutes(); own {
		t.Error("an attempt that waits to be resumed has minutes of its own")
	}
	onboarding := &Backend{SupportsOnboarding: true}
	for want, exam := range map[string]Exam{
		"a timed exam": {}, "a proctored exam": {IsPracticeExam: true}, "an onboarding exam": {IsProctored: true, IsPracticeExam: true},
	} {
		if got := ExamTypeWords(exam, onboarding); got != want {
			t.Errorf("%+v is %s, want %s", exam, got, want)
		}
	}
}

// onboardingAttempts completes attempts of one learner, the last modified first,
// with ids that grow with time.
func onboardingAttempts(list ...OnboardingAttempt) []OnboardingAttempt {
	for i := range list {
		list[i].UserID = 1
		if list[i].ID == 0 {
			list[i].ID = int64(len(list) - i)
		}
		list[i].Modified = time.Date(2026, 1, 30-i, 0, 0, 0, 0, time.UTC)
	}
	return list
}

func TestOnboarding(t *testing.T) {
	t.Parallel()
	in := func(s AttemptStatus) OnboardingAttempt { return OnboardingAttempt{Status: s, InCourse: true} }
	elsewhere := OnboardingAttempt{Status: Verified, Approves: true}
	for name, c := range map[string]struct {
		attempts       []OnboardingAttempt
		board, learner OnboardingStatus
		expires        bool
	}{
		"none":                           {nil, BoardNotStarted, "", false},
		"created":                        {onboardingAttempts(in(Created)), BoardSetupStarted, "created", false},
		"newest counts":                  {onboardingAttempts(in(Submitted), in(Rejected)), BoardSubmitted, "submitted", false},
		"verified counts":                {onboardingAttempts(in(Rejected), in(Verified)), BoardVerified, "verified", true},
		"approved elsewhere":             {onboardingAttempts(elsewhere), BoardOtherCourse, BoardOtherCourse, true},
		"approved elsewhere, tried here": {onboardingAttempts(in(Rejected), elsewhere), BoardOtherCourse, BoardOtherCourse, true},
		"approved elsewhere and here":    {onboardingAttempts(elsewhere, in(Verified)), BoardVerified, "verified", true},
		"reset":                          {onboardingAttempts(in(OnboardingReset)), BoardResetPastDue, "onboarding_reset", false},
		"reset, then again": {onboardingAttempts(OnboardingAttempt{ID: 1, Status: OnboardingReset, InCourse: true}, OnboardingAttempt{ID: 2, Status: Started, InCourse: true}),
			BoardStarted, "onboarding_reset", false},
		"a status without a word": {onboardingAttempts(in(Declined)), "", "declined", false},
	} {
		row := CourseOnboarding([]OnboardingRow{{Learner: Learner{ID: 1}}, {Learner: Learner{ID: 2}}}, c.attempts)
		if row[0].Status != c.board || (row[0].Modified != nil) != (len(c.attempts) > 0) {
			t.Errorf("%s: the board says %+v, want %s", name, row[0], c.board)
		}
		if row[1].Status != BoardNotStarted || row[1].Modified != nil {
			t.Errorf("%s: somebody else is %+v", name, row[1])
		}
		if got := LearnerOnboarding(c.attempts); got.Status != c.learner || (got.Expires != nil) != c.expires {
			t.Errorf("%s: the learner sees %+v, want %s", name, got, c.learner)
		}
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	rows := func() []OnboardingRow {
		return []OnboardingRow{{Learner: Learner{ID: 1, Username: "a"}}, {Learner: Learner{ID: 2, Username: "b"}}, {Learner: Learner{ID: 3, Username: "c"}}}
	}
	id := func(user int64) string { return string(rune('0' + user)) }
	profiles := []OnboardingProfile{{UserID: "3", Status: "pending"}, {UserID: "9", Status: "rejected"}, {UserID: "1", Status: "\x1b]0;x\a"}, {UserID: "3", Status: "rejected"}}
	got := WithProfiles(rows(), profiles, id, true)
	names := []string{}
	for _, r := range got {
		names = append(names, r.Learner.Username.Raw()+" "+string(r.Status))
	}
	if want := []string{"c submitted", "a ", "b not_started"}; !slices.Equal(names, want) {
		t.Errorf("the board is %q, want %q", names, want)
	}
	if got := WithProfiles(rows(), profiles, id, false); len(got) != 2 {
		t.Errorf("without the rest: %+v", got)
	}
	if f, err := ProfileFilter([]OnboardingStatus{BoardVerified, BoardNotStarted}); err != nil || !slices.Equal(f, []string{"approved-in-course", "no-profile"}) {
		t.Errorf("the filter is %q, %v", f, err)
	}
	if _, err := ProfileFilter([]OnboardingStatus{BoardSetupStarted}); CodeOf(err) != CodeInvalid {
		t.Errorf("a status that services do not know: %v", err)
	}
}

func TestViolationReport(t *testing.T) {
	t.Parallel()
	attempts := []AttemptRow{
		{Attempt: Attempt{ID: 3, Code: "c"}, Exam: Exam{Name: "B"}}, {Attempt: Attempt{ID: 2}, Exam: Exam{Name: "A"}}, {Attempt: Attempt{ID: 1}, Exam: Exam{Name: "A"}},
	}
	reviews := []ReportedReview{
		{AttemptCode: "c", Status: ReviewSuspicious, Comments: []Comment{{Status: "x", Text: "1"}, {Status: "y", Text: "2"}, {Status: "x", Text: "\x1b[31m"}}},
		{AttemptCode: "gone", Status: ReviewClean},
		{Status: ReviewClean},
	}
	got := ViolationReport(attempts, reviews)
	if len(got) != 3 || got[0].Row.Attempt.ID != 2 || got[1].Row.Attempt.ID != 1 || got[0].Review != "" {
		t.Errorf("attempts without a code: %+v", got)
	}
	last := got[2]
	if last.Review != ReviewSuspicious || !slices.Equal(last.Comments["x"], []Text{"1", "\x1b[31m"}) || len(last.Comments["y"]) != 1 {
		t.Errorf("the reviewed one: %+v", last)
	}
}

func TestLastCompletion(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		completed []*time.Time
		exams     int
		want      *time.Time
	}{
		"nothing to do":     {nil, 0, nil},
		"all done":          {[]*time.Time{&at}, 1, &at},
		"one is missing":    {[]*time.Time{&at}, 2, nil},
		"one is running":    {[]*time.Time{&at, nil}, 2, nil},
		"one was done over": {[]*time.Time{&at, &at}, 1, nil},
	} {
		if got := LastCompletion(c.completed, c.exams); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
