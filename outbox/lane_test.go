package outbox

import (
	"context"
	"sync"
	"testing"

	"examdesk/backends/null"
	"examdesk/model"
	"examdesk/store"
)

// deaf is a service that cannot be told until it is let.
type deaf struct {
	null.Service
	mu    sync.Mutex
	tries int
	told  int
	hears bool
	// until holds up each call until it is closed.
	until chan struct{}
}

func (d *deaf) SetAttemptStatus(ctx context.Context, _, _ string, _ model.AttemptStatus) error {
	if d.until != nil {
		select {
		case <-d.until:
		case <-ctx.Done():
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tries++; !d.hears {
		return down()
	}
	d.told++
	return nil
}

// lanes is an outbox of a platform and a service, with messages to the service
// of many attempts before those to the platform.
func lanes(t *testing.T, service, platform int) *box {
	t.Helper()
	both, err := store.Open(t.Context(), fresh(t), store.Options{Platform: true, Attached: store.Attached{Services: []string{"proctorco"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = both.Close() })
	o := &box{Store: both, at: now()}
	if err := o.Update(t.Context(), func(tx *store.Tx) error {
		var list []model.Effect
		for i := range service {
			list = append(list, model.Effect{
				Kind: model.EffectBackend, Value: "start_exam_attempt", Exam: model.Exam{Backend: "proctorco", ExternalID: "e"},
				Attempt: model.Attempt{ID: int64(i + 1), ExternalID: "a"},
			})
		}
		return tx.RecordEffects(t.Context(), now(), list)
	}); err != nil {
		t.Fatal(err)
	}
	for i := range platform {
		o.record(t, int64(i+1), 1)
	}
	return o
}

func (d *deaf) named(string) model.ProctoringService { return d }

// A service that is down does not keep a message from the platform, however many
// wait for the service, nor the other way round.
func TestLanesDoNotWait(t *testing.T) {
	t.Parallel()
	const many = 3 * batchSize
	o, service, platform := lanes(t, many, 2), &deaf{}, &receiver{}
	report, err := o.courier(Receivers{Platform: platform, Service: service.named}).DeliverDue(t.Context())
	if err != nil || report.Delivered != 2 || report.Waiting != batchSize {
		t.Errorf("with a service that is down: %+v, %v", report, err)
	}
	if service.tries != batchSize {
		t.Errorf("a service that is down was tried %d times", service.tries)
	}

	o, service = lanes(t, 2, many), &deaf{hears: true}
	platform = &receiver{then: func(context.Context, int, model.Message) error { return down() }}
	report, err = o.courier(Receivers{Platform: platform, Service: service.named}).DeliverDue(t.Context())
	if err != nil || report.Delivered != 2 || report.Waiting != batchSize {
		t.Errorf("with a platform that is down: %+v, %v", report, err)
	}
}

// A service that does not answer holds up nobody else while it is waited for.
func TestLanesRunBesideEachOther(t *testing.T) {
	t.Parallel()
	o, service := lanes(t, 2*batchSize, 0), &deaf{until: make(chan struct{}), hears: true}
	came := make(chan int64)
	platform := &receiver{then: func(_ context.Context, _ int, m model.Message) error {
		came <- m.ID
		return nil
	}}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		o.courier(Receivers{Platform: platform, Service: service.named}).Run(ctx)
		close(ended)
	}()
	for i := range int64(3) {
		o.record(t, 100+i, 1)
		if id := <-came; id != 2*batchSize+1+i {
			t.Errorf("%d came", id)
		}
	}
	close(service.until)
	cancel()
	<-ended
}
