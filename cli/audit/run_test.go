package audit

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/model"
)

// fakeStore has the roles that the commands of the record ask.
type fakeStore struct {
	kittest.Fake
	lines   []model.ActivityLine
	outside []model.OutsideRow
	keeps   bool
	err     error
	query   model.ActivityQuery
}

func (s *fakeStore) KeepsActivity(context.Context) (bool, error) { return s.keeps, s.err }

func (s *fakeStore) Activity(_ context.Context, q model.ActivityQuery, f func(model.ActivityLine) error) error {
	s.query = q
	for _, l := range s.lines {
		if err := f(l); err != nil {
			return err
		}
	}
	return nil
}

func (s *fakeStore) ActivityHead(context.Context) (model.ActivityHead, error) {
	last := s.lines[len(s.lines)-1]
	return model.ActivityHead{ID: last.ID, Hash: last.Hash}, nil
}

func (s *fakeStore) CheckActivity(_ context.Context, noted *model.ActivityHead) (*model.ChainCheck, error) {
	c := model.NewChainCheck(noted)
	for _, l := range s.lines {
		c.Next(l)
	}
	c.End(int64(len(s.lines)))
	return c, nil
}

func (s *fakeStore) Outside(_ context.Context, f func(model.OutsideRow) error) error {
	for _, r := range s.outside {
		if err := f(r); err != nil {
			return err
		}
	}
	return nil
}

// newFake is a store with two lines that follow each other, and three rows of
// history that no line accounts for.
func newFake() *fakeStore {
	s := &fakeStore{keeps: true}
	for i, l := range []model.ActivityLine{
		{Activity: model.Activity{
			At: kittest.Now(), Deed: model.DeedDecide, Door: model.DoorDesk, Actor: model.ActivityActor{UserID: 3, Name: "r.adeyemi"},
			Subject: model.Subject{Kind: model.SubjectAttempt, ID: 7, AttemptID: 7}, From: "submitted", To: "verified", Reason: "fine\x1b[2J",
		}},
		{Activity: model.Activity{At: kittest.Now().Add(time.Minute), Deed: model.DeedMigrate, Door: model.DoorDesk, Subject: model.Subject{Kind: model.SubjectExam, ID: 2, ExamID: 2}}, Erased: true},
	} {
		l.ID = int64(i + 1)
		if i > 0 {
			l.Prev = s.lines[i-1].Hash
		}
		l.Hash = l.ChainHash()
		s.lines = append(s.lines, l)
	}
	for id := range int64(3) {
		s.outside = append(s.outside, model.OutsideRow{Source: model.HistoryReview, ID: id + 1, At: kittest.Now(), SubjectID: 7})
	}
	return s
}

func (s *fakeStore) on(t *testing.T) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s}, "")
	d.IsTerminal = false
	return d
}

func TestFlags(t *testing.T) {
	t.Parallel()
	l := kittest.Options(t, NewCmdList, "--deed", "exam.set", "--actor", "ann", "--attempt", "7", "--from", "2026-11-01", "--to", "2026-11-02", "--limit", "4", "--json")
	if l.Deed != "exam.set" || l.Actor != "ann" || l.AttemptID != 7 || l.From != "2026-11-01" || l.To != "2026-11-02" || l.Limit != 4 || !l.AsJSON || l.Outside {
		t.Errorf("options %+v", l)
	}
	if l = kittest.Options(t, NewCmdList, "--outside"); !l.Outside || l.AsJSON || l.Limit != 0 {
		t.Errorf("options %+v", l)
	}
	if v := kittest.Options(t, NewCmdVerify, "--head", "1:ab", "--json"); v.Head != "1:ab" || !v.AsJSON {
		t.Errorf("options %+v", v)
	}
	kittest.Options(t, NewCmdHead)
	kittest.BadUsage(t, NewCmdList, "7")
	kittest.BadUsage(t, NewCmdVerify, "1:ab")
	kittest.BadUsage(t, NewCmdHead, "1")
}

func TestListRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o      ListOptions
		status int
		wants  []string
	}{
		"lines":           {ListOptions{}, 0, []string{"1  2026-11-20 16:00:00Z  r.adeyemi (claimed)  attempt.decide  attempt 7  submitted → verified\n    fine\n", "2  2026-11-20 16:01:00Z  nobody (desk)  store.migrate  exam 2\n    (the reason was erased)\n"}},
		"as JSON":         {ListOptions{List: printer.List{AsJSON: true}}, 0, []string{`"at":"2026-11-20T16:00:00.000000Z"`, `"claimed":true`, `"reason":"fine\u001b[2J"`, `"history_rows":{}`}},
		"outside":         {ListOptions{Outside: true, List: printer.List{Limit: 2}}, 0, []string{"review row 1  2026-11-20 16:00:00Z  by nobody that is known, attempt 7\n", "review row 2"}},
		"outside as JSON": {ListOptions{Outside: true, List: printer.List{AsJSON: true}}, 0, []string{`"source":"review"`, `"who":null`}},
		"unknown deed":    {ListOptions{Deed: "exam.sett"}, 2, nil},
		"not a time":      {ListOptions{From: "yesterday"}, 2, nil},
		"not a time, end": {ListOptions{To: "tomorrow"}, 2, nil},
		"below zero":      {ListOptions{List: printer.List{Limit: -1}}, 2, nil},
		"outside, of one": {ListOptions{Outside: true, AttemptID: 7}, 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFake().on(t)
			c.o.Factory = d.Factory
			d.Says(t, listRun(t.Context(), &c.o), c.status, c.wants...)
			if strings.Contains(d.Said.String(), "\x1b") || strings.Contains(d.Said.String(), "row 3") {
				t.Errorf("printed %q", d.Said)
			}
		})
	}
}

func TestListQuery(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	o := &ListOptions{Factory: d.Factory, Deed: "attempt.decide", Actor: "ann", AttemptID: 7, From: "2026-11-01", To: "2026-11-02 08:30", List: printer.List{Limit: 9}}
	d.Says(t, listRun(t.Context(), o), 0)
	want := model.ActivityQuery{
		Deed: model.DeedDecide, Actor: "ann", AttemptID: 7, Limit: 9,
		From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 2, 8, 30, 0, 0, time.UTC),
	}
	if s.query != want {
		t.Errorf("asked for %+v, want %+v", s.query, want)
	}
}

func TestHeadRun(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	d.Says(t, headRun(t.Context(), &HeadOptions{d.Factory}), 0, "2:"+s.lines[1].Hash+"\n")
}

func TestVerifyRun(t *testing.T) {
	t.Parallel()
	head := func(s *fakeStore, i int) string {
		return model.ActivityHead{ID: s.lines[i].ID, Hash: s.lines[i].Hash}.String()
	}
	for name, c := range map[string]struct {
		harm   func(*fakeStore)
		head   string
		status int
		wants  []string
	}{
		"whole":          {func(*fakeStore) {}, "", 0, []string{"2 lines, all intact. The head is 2:", "only with a head noted earlier", "3 rows of Django's history not written by examdesk"}},
		"noted":          {func(*fakeStore) {}, head(newFake(), 0), 0, []string{"2 lines"}},
		"changed":        {func(s *fakeStore) { s.lines[0].To = "rejected" }, "", 1, []string{"Line 1 was changed"}},
		"cut off":        {func(s *fakeStore) { s.lines = s.lines[:1] }, head(newFake(), 1), 1, []string{"Line 2 was removed."}},
		"not a head":     {func(*fakeStore) {}, "x", 2, nil},
		"keeps no lines": {func(s *fakeStore) { s.keeps = false }, "", 6, nil},
		"denied":         {func(s *fakeStore) { s.err = kittest.Denied() }, "", 4, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			c.harm(s)
			d := s.on(t)
			d.Says(t, verifyRun(t.Context(), &VerifyOptions{Factory: d.Factory, Head: c.head}), c.status, c.wants...)
			if c.head != "" && c.status == 0 && strings.Contains(d.Said.String(), "(--head)") {
				t.Errorf("asks for the head that it has: %q", d.Said)
			}
		})
	}
}

func TestVerifyJSON(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	o := &VerifyOptions{Factory: d.Factory, AsJSON: true}
	d.Says(t, verifyRun(t.Context(), o), 0, `"faults": []`)
	s.lines[0].To = "rejected"
	d.Said.Reset()
	d.Says(t, verifyRun(t.Context(), o), 1)
	var got verifyJSON
	if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil || got.Whole || got.Lines != 2 || len(got.Faults) != 1 || got.Faults[0].ID != 1 || got.Outside != 3 {
		t.Errorf("%v, %s", err, d.Said)
	}
}

// A store without the record refuses every command in the same words.
func TestNoRecord(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]func(*kit.Factory) error{
		"list": func(f *kit.Factory) error { return listRun(t.Context(), &ListOptions{Factory: f}) },
		"head": func(f *kit.Factory) error { return headRun(t.Context(), &HeadOptions{f}) },
	} {
		s := newFake()
		s.keeps = false
		d := s.on(t)
		err := run(d.Factory)
		d.Says(t, err, 6)
		if !strings.Contains(err.Error(), "examdesk store migrate") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
