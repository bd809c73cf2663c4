package attempt

import (
	"context"
	"iter"
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
	d.Says(t, listRun(t.Context(), o), 0, "ID  AGE  STATUS", "7   now  submitted  mei_zhang  Midterm 1")
	if s.asked.Limit != 3 || !s.asked.NewestFirst {
		t.Errorf("asked for %+v", s.asked)
	}
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, List: printer.List{Limit: -1}}), 2)
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
