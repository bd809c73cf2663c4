package config

import (
	"context"
	"strings"
	"testing"
	"time"

	"examdesk/backends/null"
	"examdesk/guard"
	"examdesk/model"
)

// broken is a service whose own code fails.
type broken struct{ null.Service }

func (broken) SetAttemptStatus(context.Context, string, string, model.AttemptStatus) error {
	panic("ada@example.com")
}

// A panic in a service that is told ends nothing: it is kept with what was being
// done, the message waits, and is delivered once the service is right again.
func TestCourierOutlivesAPanicOfAService(t *testing.T) {
	t.Parallel()
	v := newFakeVendor(t)
	c, err := configOf(t, v.settings())
	if err != nil {
		t.Fatal(err)
	}
	e, o := openedOn(t, c, nil)
	whole := o.service
	err = liveThrough(t, o, func() {
		o.service = func(string) model.ProctoringService { return broken{} }
		courier, err := e.Courier(t.Context(), o, nil)
		if err != nil {
			t.Fatal(err)
		}
		meanwhile := courier.Start(t.Context())
		for meanwhile.Fault() == nil {
			select {
			case <-t.Context().Done():
				t.Fatal("nothing was said")
			default:
			}
		}
		err = meanwhile.Stop()
		if said := model.Sentence(err); !strings.HasPrefix(said, "examdesk itself failed while delivering message ") {
			t.Errorf("%q", said)
		}
		if trace := guard.Traces(err); !strings.Contains(trace, "background_test.go") || strings.Contains(trace, "ada@") {
			t.Errorf("%s", trace)
		}
		list, err := o.rows.Messages(t.Context(), model.MessageQuery{State: model.MessagePending, Limit: 9})
		if err != nil || len(list) != 1 || list[0].Tries != 1 || !strings.HasPrefix(list[0].Problem, "examdesk itself failed while delivering") {
			t.Errorf("%+v, %v", list, err)
		}
		o.service = whole // once the service is right again it is told
		clock := e.Clock
		e.Clock = func() time.Time { return clock().Add(time.Hour) }
		if courier, err = e.Courier(t.Context(), o, nil); err != nil {
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
