package attempt

import (
	"context"
	"iter"
	"strings"
	"testing"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/model"
)

// oneAttempt is a store with one attempt, which answers nothing else.
type oneAttempt struct {
	model.StateStore
	asked model.AttemptQuery
}

func (s *oneAttempt) Attempts(_ context.Context, q model.AttemptQuery) iter.Seq2[model.AttemptRow, error] {
	s.asked = q
	return func(yield func(model.AttemptRow, error) bool) {
		yield(model.AttemptRow{
			Attempt: model.Attempt{ID: 7, Status: model.Submitted, Modified: kittest.Now()},
			Learner: model.Learner{Username: "mei_zhang"},
			Exam:    model.Exam{Name: "Midterm 1"},
		}, nil)
	}
}

func TestListRun(t *testing.T) {
	t.Parallel()
	s := &oneAttempt{}
	d := kittest.On(t, &kit.Opened{Store: s}, "")
	o := &ListOptions{Factory: d.Factory, Filter: "status:submitted", Newest: true, List: printer.List{Limit: 3}}
	d.Says(t, listRun(t.Context(), o), 0, "ID\tAGE\tSTATUS", "7\tnow\tsubmitted\tmei_zhang\tMidterm 1")
	if s.asked.Limit != 3 || !s.asked.NewestFirst {
		t.Errorf("asked for %+v", s.asked)
	}
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, List: printer.List{Limit: -1}}), 2)
}

func TestListKinds(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		o      ListOptions
		status int
		says   []string
		not    string
	}{
		"table":      {ListOptions{}, 0, []string{"ID\tAGE\tSTATUS\tLEARNER\tEXAM\tCOURSE\tREVIEW\n", "\tcourse-v1:NordicU+STAT101+2026\t-\n"}, "--newest"},
		"JSON":       {ListOptions{List: printer.List{AsJSON: true}}, 0, []string{`"id": 7`, `"id": 8`, `"status": "submitted"`, `"username": "mei_zhang"`, `"review": null`}, "AGE"},
		"bad filter": {ListOptions{Filter: "status:nonsense"}, 2, []string{"nonsense"}, "AGE"},
		"bad limit":  {ListOptions{List: printer.List{Limit: -1, AsJSON: true}}, 2, []string{"--limit -1"}, "["},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFake().on(t)
			x.o.Factory = d.Factory
			d.Says(t, listRun(t.Context(), &x.o), x.status, x.says...)
			if x.not != "" && strings.Contains(d.Said.String(), x.not) {
				t.Errorf("said %q", d.Said)
			}
		})
	}
}

// A person is told how the list is ordered, and reads the course's short name.
func TestListForAPerson(t *testing.T) {
	t.Setenv("COLUMNS", "100")
	d := newFake().on(t)
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory}), 0, "  STAT101  -\n", "; --newest starts with the latest change")
	d = newFake().on(t)
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, Newest: true}), 0, "STAT101")
	if strings.Contains(d.Said.String(), "--newest") {
		t.Errorf("said %q", d.Said)
	}
}

func TestListFlags(t *testing.T) {
	t.Parallel()
	var got *ListOptions
	cmd := NewCmdList(&kit.Factory{}, func(_ context.Context, o *ListOptions) error {
		got = o
		return nil
	})
	cmd.SetArgs([]string{"status:error", "age:>7d", "--newest", "--limit", "9", "--json"})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	if got.Filter != "status:error age:>7d" || !got.Newest || got.Limit != 9 || !got.AsJSON {
		t.Errorf("options %+v", got)
	}
}
