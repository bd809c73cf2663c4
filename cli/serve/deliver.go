package serve

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"examdesk/config"
	"examdesk/model"
	"examdesk/outbox"
)

// delivery is the outbox's courier, which works as long as the server does.
type delivery struct {
	// running is nil if this server delivers nothing.
	running *outbox.Background
	store   model.OutboxReader
	clock   func() time.Time
	log     *slog.Logger
}

// startDelivery starts the courier, unless --no-deliver is given or nobody receives
// what the store has to tell. It goes on until it is stopped: requests that are still
// being answered when the server is told to stop have their messages delivered too.
func (o *Options) startDelivery(ctx context.Context, opened *config.Opened, log *slog.Logger) (*delivery, error) {
	d := &delivery{store: opened.Store, clock: o.Clock, log: log}
	if o.NoDeliver || !opened.Delivers() || opened.Store.Info().ReadOnly {
		return d, nil
	}
	e := o.ConfigEnv()
	e.Log = log
	courier, err := e.Courier(ctx, opened, nil)
	if err != nil {
		return nil, model.Wrap(err, model.CodeOf(err), "The outbox cannot be delivered: %s With --no-deliver the server starts without delivering it.", model.Sentence(err))
	}
	d.running = courier.Start(context.WithoutCancel(ctx))
	log.Info("delivering the outbox")
	return d, nil
}

// stop ends it once the messages under way have arrived or failed.
func (d *delivery) stop() error {
	if d.running == nil {
		return nil
	}
	err := d.running.Stop()
	d.log.Info("no longer delivering the outbox")
	if err == nil {
		return nil
	}
	return model.Wrap(err, model.CodeInternal, "%s The message will be tried again; `examdesk outbox list` shows it.", model.Sentence(err))
}

// collectPatience bounds reading the outbox for the metrics.
const collectPatience = 2 * time.Second

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("examdesk_outbox_"+name, help, labels, nil)
}

var (
	delivering   = gauge("delivering", "Whether this server delivers the outbox.")
	deliverFault = gauge("fault", "Whether the courier itself has failed since the server started.")
	messages     = gauge("messages", "Messages in the outbox, by state.", "state")
	oldest       = gauge("oldest_age_seconds", "How long ago the oldest message in a state was written; absent if there is none.", "state")
)

// Describe implements [prometheus.Collector].
func (d *delivery) Describe(to chan<- *prometheus.Desc) {
	for _, of := range []*prometheus.Desc{delivering, deliverFault, messages, oldest} {
		to <- of
	}
}

// Collect implements [prometheus.Collector]. What cannot be read is left out.
func (d *delivery) Collect(to chan<- prometheus.Metric) {
	set := func(of *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(of, prometheus.GaugeValue, v, labels...)
	}
	set(delivering, one(d.running != nil))
	set(deliverFault, one(d.running != nil && d.running.Fault() != nil))
	ctx, cancel := context.WithTimeout(context.Background(), collectPatience)
	defer cancel()
	counts, err := d.store.CountMessages(ctx)
	if err != nil {
		d.log.Error("the outbox cannot be read", "error", model.Sentence(err))
		return
	}
	for _, state := range []model.MessageState{model.MessagePending, model.MessageFailed} {
		set(messages, float64(counts[state]), string(state))
		if at, err := outbox.Oldest(ctx, d.store, state); err == nil && !at.IsZero() {
			set(oldest, d.clock().Sub(at).Seconds(), string(state))
		}
	}
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
