package report

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/model"
)

const course = "course-v1:A+STAT101+2026"

// fakeStore has the roles that the reports ask, with one course.
type fakeStore struct {
	kittest.Fake
	reviewed []model.ReviewedAttempt
	counts   []model.StatusCount
	no       error // of the course
	err      error // of the reports
	practice bool  // which reviews were asked for
}

func (s *fakeStore) CourseExams(_ context.Context, id string, _ bool) ([]model.Exam, error) {
	if id != course || s.no != nil {
		return nil, s.no
	}
	return []model.Exam{
		{ID: 2, CourseID: course, Name: "Midterm 1", IsProctored: true},
		{ID: 3, CourseID: course, Name: "=Final()", IsProctored: true},
	}, nil
}

func (s *fakeStore) Violations(_ context.Context, _ string, practice bool) iter.Seq2[model.ReviewedAttempt, error] {
	s.practice = practice
	return func(yield func(model.ReviewedAttempt, error) bool) {
		for _, r := range s.reviewed {
			if !yield(r, nil) {
				return
			}
		}
		if s.err != nil {
			yield(model.ReviewedAttempt{}, s.err)
		}
	}
}

func (s *fakeStore) CourseStatuses(context.Context, string) ([]model.StatusCount, error) {
	return s.counts, s.err
}

// newFake is a store with an attempt that was found suspicious and one without a
// review.
func newFake() *fakeStore {
	at := func(id int64, name model.Text) model.AttemptRow {
		started := kittest.Now().Add(-2 * time.Hour)
		return model.AttemptRow{
			Attempt: model.Attempt{ID: id, Code: "code", Status: model.SecondReviewRequired, StartedAt: &started},
			Exam:    model.Exam{ID: 2, Name: "Midterm 1", CourseID: course}, Learner: model.Learner{Username: name, Email: "x@example.net"},
		}
	}
	return &fakeStore{
		reviewed: []model.ReviewedAttempt{
			{Row: at(7, "mei_zhang"), Review: model.ReviewSuspicious, Comments: map[model.ReviewStatus][]model.Text{
				model.ReviewSuspicious: {"=cmd|'/C calc'!A0", "a phone"}, model.ReviewRulesViolation: {"\x1b[2Ja hat"},
			}},
			{Row: at(8, "yuki")},
		},
		counts: []model.StatusCount{
			{ExamID: 3, Status: model.Verified, Count: 1, Oldest: kittest.Now().Add(-time.Hour)},
			{ExamID: 2, Status: model.Verified, Count: 30, Oldest: kittest.Now().Add(-48 * time.Hour)},
			{ExamID: 2, Status: model.Submitted, Count: 2, Oldest: kittest.Now().Add(-3 * time.Hour)},
		},
	}
}

func (s *fakeStore) on(t *testing.T) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s}, "")
	d.IsTerminal = false
	return d
}

func TestFlags(t *testing.T) {
	t.Parallel()
	v := kittest.Options(t, NewCmdViolations, "--course", "c", "--all", "--practice", "--excel")
	if v.Course != "c" || !v.All || !v.Practice || !v.CSV.On || v.AsJSON {
		t.Errorf("options %+v", v)
	}
	if v = kittest.Options(t, NewCmdViolations, "--json"); v.All || v.Practice || v.CSV.On || !v.AsJSON {
		t.Errorf("options %+v", v)
	}
	if s := kittest.Options(t, NewCmdStatus, "--course", "c", "--csv"); s.Course != "c" || !s.CSV.On || s.AsJSON {
		t.Errorf("options %+v", s)
	}
	kittest.BadUsage(t, NewCmdViolations, "extra")
	kittest.BadUsage(t, NewCmdViolations, "--json", "--csv")
	kittest.BadUsage(t, NewCmdStatus, "--json", "--excel")
}

// both are the reports in the forms that they have.
func both(s *fakeStore, t *testing.T, o options) map[string]func() (*kittest.Desk, error) {
	return map[string]func() (*kittest.Desk, error){
		"violations": func() (*kittest.Desk, error) {
			d := s.on(t)
			o.Factory = d.Factory
			return d, violationsRun(t.Context(), &ViolationsOptions{options: o})
		},
		"status": func() (*kittest.Desk, error) {
			d := s.on(t)
			o.Factory = d.Factory
			return d, statusRun(t.Context(), &StatusOptions{o})
		},
	}
}

func TestReportsEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		course  string
		no, err error
		status  int
	}{
		"done":           {course, nil, nil, 0},
		"no course":      {"", nil, nil, 2},
		"unknown course": {"course-v1:A+B+C", nil, nil, 5},
		"denied":         {course, kittest.Denied(), nil, 4},
		"unreachable":    {course, nil, kittest.Unreachable(), 6},
	} {
		for report, run := range both(func() *fakeStore { s := newFake(); s.no, s.err = c.no, c.err; return s }(), t, options{Course: c.course}) {
			t.Run(report+" "+name, func(t *testing.T) {
				d, err := run()
				d.Says(t, err, c.status)
			})
		}
	}
}

func TestViolationsRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o       ViolationsOptions
		wants   []string
		without string
	}{
		"a table":    {ViolationsOptions{}, []string{"ATTEMPT\tLEARNER\tEXAM\tSTATUS\tREVIEW\tSUSP.\tRULES\tCOMMENTS\n", "7\tmei_zhang\tMidterm 1\tsecond_review_required\tSuspicious\t2\t1\ta hat; =cmd|'/C calc'!A0; a phone\n"}, "yuki"},
		"unreviewed": {ViolationsOptions{All: true}, []string{"8\tyuki\tMidterm 1\tsecond_review_required\t-\t0\t0\t\n"}, "\x1b"},
		"CSV":        {ViolationsOptions{options: options{CSV: printer.CsvFlags{On: true}}}, []string{"course_id,exam_name,username", ",Suspicious,2,'=cmd|'/C calc'!A0; a phone,1,a hat\r\n", ",2026-11-20T14:00:00Z,"}, "yuki"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			d := s.on(t)
			c.o.Factory, c.o.Course, c.o.Practice = d.Factory, course, c.o.All
			d.Says(t, violationsRun(t.Context(), &c.o), 0, c.wants...)
			if strings.Contains(d.Said.String(), c.without) {
				t.Errorf("%q has %q", d.Said, c.without)
			}
			if s.practice != c.o.Practice {
				t.Errorf("asked for practice %v", s.practice)
			}
		})
	}
}

func TestViolationsJSON(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	o := &ViolationsOptions{options: options{Factory: d.Factory, Course: course, AsJSON: true}, All: true}
	d.Says(t, violationsRun(t.Context(), o), 0, `"started_at": "2026-11-20T14:00:00.000000Z"`, `"completed_at": null`)
	var got []struct {
		ID         int64    `json:"attempt_id"`
		Review     *string  `json:"review_status"`
		Suspicious []string `json:"suspicious_comments"`
		Violations []string `json:"rules_violation_comments"`
	}
	if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil || len(got) != 2 || got[0].ID != 7 || *got[0].Review != "Suspicious" ||
		!slices.Equal(got[0].Violations, []string{"\x1b[2Ja hat"}) || got[1].Review != nil || got[1].Suspicious == nil {
		t.Errorf("%v, %s", err, d.Said)
	}
	s.reviewed = nil
	d.Said.Reset()
	d.Says(t, violationsRun(t.Context(), o), 0)
	if d.Said.String() != "[]\n" {
		t.Errorf("nothing found is %q", d.Said)
	}
}

// The counts go by exam, and by the life of an attempt.
func TestStatusRun(t *testing.T) {
	t.Parallel()
	d := newFake().on(t)
	o := &StatusOptions{options{Factory: d.Factory, Course: course}}
	d.Says(t, statusRun(t.Context(), o), 0)
	if want := "EXAM\tNAME\tKIND\tSTATUS\tATTEMPTS\tOLDEST\n2\tMidterm 1\tproctored\tsubmitted\t2\t3h\n2\tMidterm 1\tproctored\tverified\t30\t2d\n3\t=Final()\tproctored\tverified\t1\t1h\n"; d.Said.String() != want {
		t.Errorf("printed %q, want %q", d.Said, want)
	}
	d.Said.Reset()
	o.CSV.On = true
	d.Says(t, statusRun(t.Context(), o), 0, "course_id,exam_id,exam_name,kind,status,attempts,oldest\r\n", course+",3,'=Final(),proctored,verified,1,2026-11-20T15:00:00Z\r\n")
	d.Said.Reset()
	o.CSV.On, o.AsJSON = false, true
	d.Says(t, statusRun(t.Context(), o), 0, `"attempt_count": 30`, `"oldest": "2026-11-18T16:00:00.000000Z"`)
}
