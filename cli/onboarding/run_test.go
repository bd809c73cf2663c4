package onboarding

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

// fakeStore has the roles that onboarding list asks, with one course.
type fakeStore struct {
	kittest.Fake
	rows  []model.OnboardingRow
	err   error // of the rows, after the first
	no    error // of the course
	query model.BoardQuery
}

func (s *fakeStore) CourseExams(_ context.Context, id string, _ bool) ([]model.Exam, error) {
	if id != course || s.no != nil {
		return nil, s.no
	}
	return []model.Exam{{ID: 2, CourseID: course}}, nil
}

func (s *fakeStore) Onboarding(_ context.Context, q model.BoardQuery) iter.Seq2[model.OnboardingRow, error] {
	s.query = q
	return func(yield func(model.OnboardingRow, error) bool) {
		for i, r := range s.rows {
			if i > 0 && s.err != nil {
				yield(model.OnboardingRow{}, s.err)
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// newFake is a store with a learner whose approval ends in 10 days, one whose ends
// in 3, and one who has not begun.
func newFake() *fakeStore {
	approved := func(left int) *time.Time {
		at := kittest.Now().Add(-model.OnboardingValidity).AddDate(0, 0, left)
		return &at
	}
	return &fakeStore{rows: []model.OnboardingRow{
		{Learner: model.Learner{Username: "mei_zhang"}, Mode: "verified", Status: model.BoardVerified, Modified: approved(10)},
		{Learner: model.Learner{Username: "\x1bc<yuki>"}, Status: model.BoardOtherCourse, Modified: approved(3)},
		{Learner: model.Learner{Username: "omar"}, Mode: "verified", Status: model.BoardNotStarted},
	}}
}

func (s *fakeStore) on(t *testing.T) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s}, "")
	d.IsTerminal = false
	return d
}

func TestFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdList, "--course", "c", "--search", "mei", "--status", "rejected,expired", "--expiring", "30", "--limit", "5", "--json")
	if o.Course != "c" || o.Search != "mei" || !slices.Equal(o.Statuses, []string{"rejected", "expired"}) || o.Expiring != 30 || o.Limit != 5 || !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdList); o.Course != "" || o.Statuses != nil || o.Expiring != 0 || o.AsJSON {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdList, "extra")
	kittest.BadUsage(t, NewCmdList, "--course", "c", "--expiring", "0")
	kittest.BadUsage(t, NewCmdList, "--course", "c", "--expiring", "3651")
}

func TestListRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o       ListOptions
		no, err error
		status  int
		wants   []string
	}{
		"a table": {ListOptions{Course: course}, nil, nil, 0, []string{
			"LEARNER\tMODE\tSTATUS\tCHANGED (UTC)\tEXPIRES (UTC)\n", "mei_zhang\tverified\tverified\t2025-11-30 16:00\t2026-11-30, in 10 days\n",
			"<yuki>\t-\tother_course_approved\t", "omar\tverified\tnot_started\t-\t-\n",
		}},
		"no course":       {ListOptions{}, nil, nil, 2, nil},
		"unknown course":  {ListOptions{Course: "course-v1:A+B+C"}, nil, nil, 5, nil},
		"unknown status":  {ListOptions{Course: course, Statuses: []string{"rejectd"}}, nil, nil, 2, nil},
		"below zero":      {ListOptions{Course: course, List: printer.List{Limit: -1}}, nil, nil, 2, nil},
		"denied":          {ListOptions{Course: course}, kittest.Denied(), nil, 4, nil},
		"breaks off":      {ListOptions{Course: course}, nil, kittest.Unreachable(), 6, []string{"mei_zhang"}},
		"breaks off, all": {ListOptions{Course: course, Expiring: 30}, nil, kittest.Unreachable(), 6, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.no, s.err = c.no, c.err
			d := s.on(t)
			c.o.Factory = d.Factory
			err := listRun(t.Context(), &c.o)
			d.Says(t, err, c.status, c.wants...)
			if name == "unknown status" && !strings.Contains(err.Error(), "did you mean rejected") {
				t.Errorf("offers nothing: %v", err)
			}
		})
	}
}

func TestListQuery(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	o := &ListOptions{Factory: d.Factory, Course: course, Search: "mei", Statuses: []string{"expired", "not_started"}, List: printer.List{Limit: 1}}
	d.Says(t, listRun(t.Context(), o), 0, "mei_zhang")
	if s.query.Course != course || s.query.Search != "mei" || !slices.Equal(s.query.Statuses, []model.OnboardingStatus{model.BoardExpired, model.BoardNotStarted}) {
		t.Errorf("asked for %+v", s.query)
	}
	if strings.Contains(d.Said.String(), "omar") {
		t.Errorf("more than the limit: %q", d.Said)
	}
}

// What expires first is listed first, and who has no approval not at all.
func TestListExpiring(t *testing.T) {
	t.Parallel()
	for days, want := range map[int][]string{30: {"\x1bc<yuki>", "mei_zhang"}, 5: {"\x1bc<yuki>"}, 1: {}} {
		d := newFake().on(t)
		d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, Course: course, Expiring: days, List: printer.List{AsJSON: true}}), 0)
		var got []struct{ Username, Modified, Expires string }
		if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		names := make([]string, 0)
		for _, r := range got {
			names = append(names, r.Username)
			if r.Expires == "" || r.Modified == "" {
				t.Errorf("%d days: %+v", days, r)
			}
		}
		if !slices.Equal(names, want) {
			t.Errorf("%d days: %q, want %q", days, names, want)
		}
	}
}
