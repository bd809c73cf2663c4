package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"examdesk/backends/null"
	"examdesk/engine"
	"examdesk/guard"
	"examdesk/model"
)

// broken is a service whose own code fails.
type broken struct{ null.Service }

func (broken) SetAttemptStatus(context.Context, string, string, model.AttemptStatus) error {
	panic("ada@example.com")
}

// A panic while the desk delivers does not end the desk: it is said in the top
// line and, with what was being done, when the desk has closed; the message waits.
func TestDeskOutlivesAPanicOfItsCourier(t *testing.T) {
	t.Parallel()
	v := newFakeVendor(t)
	c, err := configOf(t, v.settings())
	if err != nil {
		t.Fatal(err)
	}
	a, o := openedOn(t, c, nil)
	whole := o.of.Service
	err = liveThrough(t, a, o, func() {
		o.of.Service = func(string) model.ProctoringService { return broken{} }
		meanwhile := a.deliverMeanwhile(t.Context(), o)
		for meanwhile.note() == "" {
			select {
			case <-t.Context().Done():
				t.Fatal("nothing was said")
			default:
			}
		}
		err := meanwhile.stop()
		if said := model.Sentence(err); !strings.HasPrefix(said, "examdesk itself failed while delivering message ") || !strings.Contains(said, "outbox list") {
			t.Errorf("%q", said)
		}
		if trace := guard.Traces(err); !strings.Contains(trace, "background_test.go") || strings.Contains(trace, "ada@") {
			t.Errorf("%s", trace)
		}
		list, err := o.of.Rows.Messages(t.Context(), model.MessageQuery{State: model.MessagePending, Limit: 9})
		if err != nil || len(list) != 1 || list[0].Tries != 1 || !strings.HasPrefix(list[0].Problem, "examdesk itself failed while delivering") {
			t.Errorf("%+v, %v", list, err)
		}
		o.of.Service = whole // once the service is right again it is told
		a.Clock = later(a)
		courier, err := a.courier(t.Context(), o, engine.CourierConfig{})
		if err != nil {
			t.Fatal(err)
		}
		if r, err := courier.DeliverDue(t.Context()); err != nil || r.Delivered != 1 {
			t.Errorf("%+v, %v", r, err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// later is a clock that has gone on by an hour.
func later(a *app) func() time.Time {
	clock := a.Clock
	return func() time.Time { return clock().Add(time.Hour) }
}
