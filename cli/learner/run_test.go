package learner

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/model"
)

// fakeStore has the roles that the commands of learners ask.
type fakeStore struct {
	kittest.Fake
	learners []model.Learner
	card     model.LearnerCard
	err      error
	query    model.LearnerQuery
}

func (s *fakeStore) FindLearners(_ context.Context, q model.LearnerQuery) ([]model.Learner, error) {
	s.query = q
	return s.learners[:min(len(s.learners), q.Limit)], s.err
}

func (s *fakeStore) LearnersNamed(_ context.Context, name string, id int64) ([]model.Learner, error) {
	return slices.DeleteFunc(slices.Clone(s.learners), func(l model.Learner) bool {
		return l.ID != id && !strings.Contains(l.Username.Raw(), name)
	}), s.err
}

func (s *fakeStore) ReadLearner(_ context.Context, id int64) (model.LearnerCard, error) {
	card := s.card
	for _, l := range s.learners {
		if l.ID == id {
			card.Learner = l
		}
	}
	return card, s.err
}

// newFake is a store with two learners, the first of whom has submitted an exam.
func newFake() *fakeStore {
	s := &fakeStore{learners: []model.Learner{
		{ID: 7, Username: "mei_zhang", Email: "mei@example.net", FullName: "Mei Zhang", IsActive: true},
		{ID: 8, Username: "mei_lin", Email: "lin@example.net", FullName: "\x1b[31mMei Lin"},
	}}
	exam := model.Exam{ID: 2, Name: "Midterm 1", CourseID: "course-v1:A+STAT101+2026", IsProctored: true, IsActive: true, Backend: "test", TimeLimitMins: 90}
	row := model.AttemptRow{Attempt: model.Attempt{ID: 70, Status: model.Submitted, Modified: kittest.Now().Add(-time.Hour)}, Exam: exam, Learner: s.learners[0]}
	s.card.Courses = []model.CourseCard{{Course: exam.CourseID, Exams: []model.ExamCard{{Exam: exam, Attempts: []model.AttemptRow{row}}}}}
	s.card.Timeline = []model.TimelineEntry{{At: kittest.Now().Add(-time.Hour), Course: exam.CourseID, Exam: exam.Name, AttemptID: 70, What: "submitted", Who: "mei_zhang"}}
	return s
}

func (s *fakeStore) on(t *testing.T) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s}, "")
	d.IsTerminal = false
	return d
}

func TestFlags(t *testing.T) {
	t.Parallel()
	f := kittest.Options(t, NewCmdFind, "mei", "zhang", "--limit", "3", "--json=id,username")
	if f.Text != "mei zhang" || f.Limit != 3 || !f.AsJSON {
		t.Errorf("options %+v", f)
	}
	if f = kittest.Options(t, NewCmdFind, "mei"); f.Limit != 50 || f.AsJSON {
		t.Errorf("options %+v", f)
	}
	v := kittest.Options(t, NewCmdView, "mei", "--zone", "Asia/Tokyo", "--ticket", "--full")
	if v.Name != "mei" || v.Zone != "Asia/Tokyo" || !v.Ticket || !v.Full || v.AsJSON {
		t.Errorf("options %+v", v)
	}
	if v = kittest.Options(t, NewCmdView, "mei", "--json"); !v.AsJSON || v.Ticket {
		t.Errorf("options %+v", v)
	}
	kittest.BadUsage(t, NewCmdFind)
	kittest.BadUsage(t, NewCmdView)
	kittest.BadUsage(t, NewCmdView, "mei", "lin")
}

func TestFindRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		list   printer.List
		err    error
		status int
		wants  []string
	}{
		"a table":       {"mei", printer.List{Limit: 50}, nil, 0, []string{"ID\tUSERNAME\tE-MAIL\tNAME\tACCOUNT\n", "7\tmei_zhang\tmei@example.net\tMei Zhang\tactive\n", "8\tmei_lin\tlin@example.net\tMei Lin\tnot active\n"}},
		"more than fit": {"mei", printer.List{Limit: 2}, nil, 0, []string{"There may be more than these 2; be more specific, or raise --limit."}},
		"no text":       {"", printer.List{Limit: 50}, nil, 2, nil},
		"no limit":      {"mei", printer.List{Limit: 0}, nil, 2, nil},
		"a huge limit":  {"mei", printer.List{Limit: 1001}, nil, 2, nil},
		"denied":        {"mei", printer.List{Limit: 50}, kittest.Denied(), 4, nil},
		"unreachable":   {"mei", printer.List{Limit: 50}, kittest.Unreachable(), 6, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.err = c.err
			d := s.on(t)
			d.Says(t, findRun(t.Context(), &FindOptions{Factory: d.Factory, List: c.list, Text: c.text}), c.status, c.wants...)
			if c.status == 0 && s.query != (model.LearnerQuery{Text: c.text, Limit: c.list.Limit}) {
				t.Errorf("asked for %+v", s.query)
			}
			if c.status != 0 && d.Said.Len() > 0 {
				t.Errorf("printed %q", d.Said)
			}
		})
	}
}

func TestFindJSON(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	o := &FindOptions{Factory: d.Factory, List: printer.List{Limit: 50, AsJSON: true}, Text: "mei"}
	d.Says(t, findRun(t.Context(), o), 0)
	var got []struct {
		ID       int64  `json:"id"`
		Username string `json:"username"`
		Active   bool   `json:"is_active"`
	}
	if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil || len(got) != 2 || got[0].ID != 7 || got[0].Username != "mei_zhang" || !got[0].Active || got[1].Active {
		t.Errorf("%v, %s", err, d.Said)
	}
	if strings.Contains(d.Said.String(), "\x1b") {
		t.Errorf("an escape sequence is printed: %q", d.Said)
	}
	s.learners = nil
	d = s.on(t)
	d.Says(t, findRun(t.Context(), &FindOptions{Factory: d.Factory, List: o.List, Text: "nobody"}), 0)
	if d.Said.String() != "[]\n" {
		t.Errorf("nothing found is %q", d.Said)
	}
}

func TestViewRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o      ViewOptions
		err    error
		status int
		wants  []string
	}{
		"a card":              {ViewOptions{Name: "mei_zhang"}, nil, 0, []string{"mei_zhang", "Midterm 1 (proctored, exam 2)", "attempt     70", "Latest events", "(by mei_zhang)"}},
		"by id":               {ViewOptions{Name: "8"}, nil, 0, []string{"mei_lin"}},
		"in the learner's":    {ViewOptions{Name: "mei_zhang", Zone: "Asia/Tokyo"}, nil, 0, []string{"for the learner"}},
		"a ticket":            {ViewOptions{Name: "mei_zhang", Ticket: true}, nil, 0, []string{"mei@example.net"}},
		"several":             {ViewOptions{Name: "mei"}, nil, 2, []string{"7   mei_zhang", "8   mei_lin"}},
		"no one":              {ViewOptions{Name: "nobody"}, nil, 5, nil},
		"no name":             {ViewOptions{Name: " "}, nil, 2, nil},
		"a zone that is not":  {ViewOptions{Name: "mei_zhang", Zone: "Mars/Base"}, nil, 2, nil},
		"a ticket as JSON":    {ViewOptions{Name: "mei_zhang", Ticket: true, AsJSON: true}, nil, 2, nil},
		"full without ticket": {ViewOptions{Name: "mei_zhang", Full: true}, nil, 2, nil},
		"denied":              {ViewOptions{Name: "mei_zhang"}, kittest.Denied(), 4, nil},
		"unreachable":         {ViewOptions{Name: "mei_zhang"}, kittest.Unreachable(), 6, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.err = c.err
			d := s.on(t)
			c.o.Factory = d.Factory
			d.Says(t, viewRun(t.Context(), &c.o), c.status, c.wants...)
			if c.o.Ticket && c.status == 0 && strings.Contains(d.Said.String(), "Mei Zhang") {
				t.Errorf("a ticket names the learner without --full: %q", d.Said)
			}
		})
	}
}

func TestViewJSON(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	d.Says(t, viewRun(t.Context(), &ViewOptions{Factory: d.Factory, Name: "mei_zhang", AsJSON: true}), 0)
	var got struct {
		Username string
		Courses  []struct {
			Onboarding []any
			Exams      []struct{ Attempts []struct{ ID int64 } }
		}
		Timeline []struct {
			Attempt int64 `json:"attempt_id"`
		}
	}
	if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil || got.Username != "mei_zhang" || len(got.Courses) != 1 ||
		got.Courses[0].Exams[0].Attempts[0].ID != 70 || got.Courses[0].Onboarding == nil || len(got.Timeline) != 1 || got.Timeline[0].Attempt != 70 {
		t.Errorf("%v, %s", err, d.Said)
	}
	if !strings.Contains(d.Said.String(), `"at": "2026-11-20T15:00:00.000000Z"`) {
		t.Errorf("a time without microseconds: %s", d.Said)
	}
}
