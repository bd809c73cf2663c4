package doctor

import (
	"context"
	"fmt"
	"time"

	"examdesk/config"
	"examdesk/model"
	"examdesk/outbox"
)

// lateMessage is how long a message may wait before that is a problem; the next try
// of a failed message is never further away.
const lateMessage = 2 * time.Hour

// outbox reports what the platform and the services were not told. If no one is to be
// told anything, there is nothing to report.
func (x *examination) outbox(ctx context.Context, s model.StateStore, c config.Config, t config.Target) {
	const what = "outbox"
	told := c.Attached(t) || len(c.DirectServices(t).Services) > 0
	if err := s.CanDeliver(); err != nil {
		if told && !s.Info().ReadOnly {
			x.problem(what, "no one is told anything: "+model.Sentence(err), "Run: examdesk store migrate")
		}
		return
	}
	counts, err := s.CountMessages(ctx)
	if err != nil {
		x.problem(what, model.Sentence(err), "Run: examdesk store check")
		return
	}
	well := true
	if n := counts[model.MessageFailed]; n > 0 {
		well = false
		x.problem(what, fmt.Sprintf("%s failed for good; the oldest is from %s", model.Counted(int(n), "message"), oldestMessage(ctx, s, model.MessageFailed)),
			"See why: examdesk outbox list --state failed. Then: examdesk outbox retry --all")
	}
	if n := counts[model.MessagePending]; n > 0 {
		oldest, err := outbox.Oldest(ctx, s, model.MessagePending)
		switch late := x.Clock().Sub(oldest) > lateMessage; {
		case err != nil:
		case !told:
			well = false
			x.problem(what, model.Counted(int(n), "message")+" to be delivered, but no receiver is configured", "Configure PLATFORM_WEBHOOK or the proctoring service again, in this profile.")
		case late:
			well = false
			x.problem(what, fmt.Sprintf("%s to be delivered, the oldest since %s", model.Counted(int(n), "message"), oldestMessage(ctx, s, model.MessagePending)), "Run: examdesk outbox deliver")
		}
	}
	if well {
		x.ok(what, fmt.Sprintf("%d to be delivered, none failed", counts[model.MessagePending]))
	}
}

// outboxThere reports what a server could not deliver to staff, who may send it again. Who is
// to be told is the server's to know, and so is why a message waits.
func (x *examination) outboxThere(ctx context.Context, s model.StateStore, who model.Reviewer) {
	const what = "outbox"
	if s.CanDeliver() != nil || !who.IsStaff && !who.IsSuperuser {
		return
	}
	counts, err := s.CountMessages(ctx)
	if err != nil {
		x.problem(what, model.Sentence(err), "Ask whoever runs the server; examdesk doctor there says more.")
		return
	}
	if n := counts[model.MessageFailed]; n > 0 {
		x.problem(what, fmt.Sprintf("%s failed for good; the oldest is from %s", model.Counted(int(n), "message"), oldestMessage(ctx, s, model.MessageFailed)),
			"See why: examdesk outbox list --state failed. Then: examdesk outbox retry --all")
		return
	}
	oldest, err := outbox.Oldest(ctx, s, model.MessagePending)
	if err == nil && !oldest.IsZero() && x.Clock().Sub(oldest) > lateMessage {
		x.problem(what, fmt.Sprintf("%s to be delivered, the oldest since %s", model.Counted(int(counts[model.MessagePending]), "message"), oldest.UTC().Format("2006-01-02 15:04 MST")),
			"Ask whoever runs the server; examdesk doctor there says why.")
		return
	}
	x.ok(what, fmt.Sprintf("%d to be delivered by the server, none failed", counts[model.MessagePending]))
}

func oldestMessage(ctx context.Context, s model.OutboxReader, state model.MessageState) string {
	at, err := outbox.Oldest(ctx, s, state)
	if err != nil || at.IsZero() {
		return "an unknown time"
	}
	return at.UTC().Format("2006-01-02 15:04 MST")
}
