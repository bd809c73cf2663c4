package view

import (
	"strings"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

func examOf(edit func(*model.ExamDetail)) model.ExamDetail {
	e := midterm()
	e.ContentID, e.ExternalID = "block-v1:NU+STAT101+2026+type@sequential+block@15ceabc91140ff588ef6b17346036fd8", "ex-NU-STAT101-1"
	due := now().Add(5 * day)
	d := model.ExamDetail{
		ExamRow: model.ExamRow{Exam: e, Due: &due, HasPolicy: true, Service: model.DefaultBackends().ServiceOf(e, true)},
		Policy:  &model.Policy{ID: 1, Text: "Closed book.\n\nTwo sheets of notes; no calculator.", SetBy: "prof.lind", Modified: ago(90 * day)},
		Former:  []model.FormerPolicy{{ID: 2, Text: "Open book.", SetBy: "m.okafor", Replaced: ago(90 * day)}, {ID: 1, Text: "Draft", Replaced: ago(120 * day)}},
		Change:  model.Capability{OK: true},
	}
	edit(&d)
	return d
}

func examDetails() map[string]model.ExamDetail {
	return map[string]model.ExamDetail{
		"full": examOf(func(*model.ExamDetail) {}),
		"missing": examOf(func(d *model.ExamDetail) {
			d.Exam.Backend, d.Exam.ExternalID, d.Exam.IsPracticeExam = "proctorco", "", true
			d.Service = model.DefaultBackends().ServiceOf(d.Exam, false)
			d.Due = pointer(ago(3 * day))
			d.Policy, d.Former = nil, nil
		}),
		"timed": examOf(func(d *model.ExamDetail) {
			d.Exam = model.Exam{ID: 7, IsActive: false, HideAfterDue: true}
			d.Service, d.Due, d.Policy = model.ExamService{Configured: true}, nil, nil
			d.Change = model.Capability{Why: "Nobody is signed in."}
		}),
		"hostile": examOf(func(d *model.ExamDetail) {
			const t = model.Text(hostileText)
			d.Exam.Name, d.Exam.CourseID, d.Exam.ContentID, d.Exam.ExternalID, d.Exam.Backend = t, t, t, t, t
			d.Service = model.ExamService{Name: t, VerboseName: t, IsDefault: true}
			d.Policy.Text, d.Policy.SetBy, d.Former[0].Text, d.Former[0].SetBy = t+"\n"+t, t, t, t
			d.Change = model.Capability{Why: hostileText}
		}),
	}
}

func boardRows() []model.OnboardingBoardRow {
	var out []model.OnboardingBoardRow
	for i, s := range append(model.BoardStatuses(), model.OnboardingStatus(hostileText)) {
		at := ago(time.Duration(i*34) * day)
		r := model.OnboardingBoardRow{OnboardingRow: model.OnboardingRow{Learner: rowOf().Learner, Mode: "verified", Status: s, Modified: &at}}
		switch s {
		case model.BoardVerified:
			r.Expires = pointer(now().Add(12 * day))
		case model.BoardOtherCourse:
			r.Expires, r.Elsewhere = pointer(ago(2*day)), "course-v1:NU+LAW220+2026"
		case model.BoardNotStarted:
			r.Modified, r.Learner.Username, r.Learner.FullName = nil, hostileText, hostileText
		default:
		}
		out = append(out, r)
	}
	out[0].Elsewhere = hostileText
	return out
}

func examLines(f Frame) []string {
	var lines []string
	for i, d := range []string{"full", "missing", "timed", "hostile"} {
		c := ExamColumnsFor(f.Width, i%2 == 0)
		lines = append(lines, c.Header(f), ExamRow(examDetails()[d].ExamRow, c, f, i == 1))
	}
	return lines[:min(len(lines), f.Height)]
}

func onboardingLines(f Frame) []string {
	c := OnboardingColumnsFor(f.Width)
	lines := []string{OnboardingTabs(boardTabs(0), f), OnboardingTabs(boardTabs(4), f), OnboardingTabs(boardTabs(99), f), c.Header(f)}
	for i, r := range boardRows() {
		lines = append(lines, OnboardingRow(r, c, f, i == 2))
		lines = append(lines, Status{Notice: Notice{Role: theme.Dim, Text: OnboardingStatusLine(r, f)}, Right: "1 of 2"}.Draw(f))
	}
	return lines[:min(len(lines), f.Height)]
}

func boardTabs(active int) []OnboardingTab {
	out := []OnboardingTab{{Title: "All", Count: 1204, Active: active == 0}}
	for i, s := range model.BoardStatuses() {
		out = append(out, OnboardingTab{Title: OnboardingWord(s), Count: i * i, Active: i+1 == active})
	}
	return out
}

func boardScenes() []scene {
	e := Editor{Title: "Review policy of Midterm 1", Tail: "changed", Lines: []string{"Closed book.", "文字 two", hostileText}, Row: 1, Col: 4}
	bad := e
	bad.Title, bad.Tail, bad.Problem, bad.Theirs, bad.Row = hostileText, hostileText, hostileText, []string{hostileText, "b"}, 2
	list := []scene{
		{name: "exams", low: true, draw: examLines},
		{name: "onboarding", low: true, draw: onboardingLines},
		{name: "editor", draw: e.Draw},
		{name: "editor-conflict-hostile", draw: bad.Draw},
		{name: "faces-noexams", draw: func(f Frame) []string { return NoExams(hostileText, f) }},
		{name: "faces-nolearners", draw: func(f Frame) []string { return NoLearners("", "rejected", true, f) }},
		{name: "faces-noenrolments", draw: func(f Frame) []string { return NoLearners("", "", false, f) }},
		{name: "faces-noonboarding", draw: func(f Frame) []string { return NoOnboarding(hostileText, f) }},
	}
	for name, d := range examDetails() {
		list = append(list,
			scene{name: "exampane-" + name, draw: func(f Frame) []string { return ExamPane(d, f) }},
			scene{name: "exam-" + name, scrolls: true, draw: func(f Frame) []string { return Exam(d, f, true) }},
			scene{name: "active-" + name, low: true, draw: func(f Frame) []string {
				return Question{Title: "Make this exam inactive?", Facts: ActiveFacts(d, false), Keys: hints()}.Draw(f)
			}})
	}
	return list
}

// What a course person must be told is told, in every width that has room.
func TestExamSays(t *testing.T) {
	t.Parallel()
	f := frame(120, 40, theme.NoColor)
	all := examDetails()
	for name, says := range map[string][]string{
		"full":    {"RPNow", "Wed 25 Nov 16:04 UTC · Wed 25 Nov 17:04 CET for you, in 5d", "set by prof.lind", "written by m.okafor", "written by somebody unknown"},
		"missing": {"proctorco is not configured, or no longer", "passed 3d ago", "onboarding exam", "none: the service does not know it"},
		"timed":   {"not proctored", "never", "hidden after it is due", "exam 7", "Nobody is signed in."},
	} {
		got := strings.Join(Exam(all[name], f, true), "\n")
		for _, s := range says {
			if !strings.Contains(got, s) {
				t.Errorf("%s does not say %q:\n%s", name, s, got)
			}
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		time.Hour: "in 1 day", 28 * day: "in 28 days", 28*day - time.Minute: "in 28 days", 0: "today", -time.Hour: "today", -3 * day: "3 days ago",
	} {
		if got := days(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}
