package cli

import (
	"context"
	"fmt"
	"time"

	"examdesk/journal"
	"examdesk/model"
	"examdesk/store"
)

// lateMessage is from when on a message that waits is a problem: the next try of
// one that failed is never further away.
const lateMessage = 2 * time.Hour

// lateDecision is from when on a decision that was taken and not confirmed is a
// problem: nobody holds one that long.
const lateDecision = 15 * time.Minute

// examineOutbox says what the platform and the services were not told. Where
// nobody is told anything there is nothing to say.
func (a *app) examineOutbox(ctx context.Context, x *examination, s *store.Store, c Config, t target) {
	const what = "outbox"
	told := c.attached(t) || len(c.directServices(t).Services) > 0
	if err := s.CanDeliver(); err != nil {
		if told && !s.Info().ReadOnly {
			x.problem(what, "nobody is told anything: "+model.Sentence(err), "Run: examdesk store migrate")
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
		x.problem(what, fmt.Sprintf("%s failed for good; the oldest is from %s", messageCount(n), a.oldestMessage(ctx, s, model.MessageFailed)),
			"See why: examdesk outbox list --state failed. Then: examdesk outbox retry --all")
	}
	if n := counts[model.MessagePending]; n > 0 {
		oldest, err := oldestOf(ctx, s, model.MessagePending)
		switch late := a.Clock().Sub(oldest) > lateMessage; {
		case err != nil:
		case !told:
			well = false
			x.problem(what, messageCount(n)+" to be delivered, and nobody is configured to take them", "Configure PLATFORM_WEBHOOK or the proctoring service again, in this profile.")
		case late:
			well = false
			x.problem(what, fmt.Sprintf("%s to be delivered, the oldest since %s", messageCount(n), a.oldestMessage(ctx, s, model.MessagePending)), "Run: examdesk outbox deliver")
		}
	}
	if well {
		x.ok(what, fmt.Sprintf("%d to be delivered, none failed", counts[model.MessagePending]))
	}
}

func oldestOf(ctx context.Context, s *store.Store, state model.MessageState) (time.Time, error) {
	list, err := s.Messages(ctx, model.MessageQuery{State: state, Limit: 1})
	if err != nil || len(list) == 0 {
		return time.Time{}, err
	}
	return list[0].Created, nil
}

func (a *app) oldestMessage(ctx context.Context, s *store.Store, state model.MessageState) string {
	at, err := oldestOf(ctx, s, state)
	if err != nil || at.IsZero() {
		return "an unknown time"
	}
	return at.UTC().Format("2006-01-02 15:04 MST")
}

// examineHeld says what lies in the journal: decisions that were taken and never
// reached a store, and lines that cannot be read.
func (a *app) examineHeld(x *examination, dir string) {
	s, err := journal.LookInto(dir)
	if err != nil {
		x.problem("journal", "it cannot be read: "+model.Clean(err.Error()), "Make it readable for you.")
		return
	}
	if s.Damaged > 0 {
		x.problem("journal", fmt.Sprintf("%s in %s cannot be read: a decision may be in it", count(s.Damaged, "line"), dir),
			"Keep a copy of the folder, then open the desk on each store and compare its decisions with what was taken.")
	}
	switch {
	case s.Open > 0 && a.Clock().Sub(s.Oldest) > lateDecision:
		x.problem("journal", fmt.Sprintf("%s taken and not sent, the first on %s", count(s.Open, "decision"), s.Oldest.UTC().Format("2006-01-02 15:04 MST")),
			"Open the desk on the store that they are for; it asks what is to become of them.")
	case s.Open > 0:
		x.note("journal", count(s.Open, "decision")+" taken and not yet sent", "Nothing, as long as a desk is open.")
	}
}
