package journal

import (
	"cmp"
	"slices"
	"time"

	"examdesk/model"
)

// entry is a decision that is not settled.
type entry struct {
	taken record
	// stamp is fixed by the first try; zero before it.
	stamp time.Time
	// unsure reports whether a try may have reached the store without an answer; before
	// is its value before the latest try.
	unsure, before bool
	// code is the reason why the latest try failed, problem the sentence for it.
	code    model.Code
	problem string
	state   model.HeldState
	// flight is the question to the store that is under way, or nil.
	flight *flight
}

// flight is a question to the store. Its results are set before done is closed.
type flight struct {
	done    chan struct{}
	sends   bool
	decided model.Decided
	err     error
}

func newFlight(sends bool) *flight { return &flight{done: make(chan struct{}), sends: sends} }

func (e *entry) held() model.Held {
	h := model.Held{
		ID: e.taken.ID, Request: e.taken.Request.model(), State: e.state,
		TakenAt: e.taken.TakenAt, TakenBy: model.Text(e.taken.By), SendAt: e.taken.SendAt, MaybeSent: e.unsure, Problem: e.problem,
	}
	if e.flight != nil && e.flight.sends {
		h.State, h.Problem = model.HeldSending, ""
	}
	return h
}

func (e *entry) decision() model.Decision {
	return model.Decision{DecisionRequest: e.taken.Request.model(), ID: e.taken.ID, Stamp: e.stamp}
}

// refused reports whether the store has said no and that no try is without answer.
func (e *entry) refused() bool {
	return !e.unsure && !e.stamp.IsZero() && e.flight == nil
}

// records returns the records that restore the entry when they are applied in order.
func (e *entry) records() []record {
	out := []record{e.taken}
	if e.stamp.IsZero() {
		return out
	}
	out = append(out, record{Kind: kindSending, ID: e.taken.ID, Stamp: e.stamp})
	if !e.unsure {
		out = append(out, record{Kind: kindFailed, ID: e.taken.ID, Code: e.code})
	}
	return out
}

// outcome is how a decision ended.
type outcome struct {
	kind    kind
	decided model.Decided
}

// book is the state that the records describe. The same apply is used for new records
// and for those that are read back, so that the two cannot differ.
type book struct {
	open    map[string]*entry
	settled map[string]outcome
	// order lists the settled decisions, oldest first, so that they can be forgotten.
	order []string
	// stamps holds the latest stamp for each attempt: an LMS's tables identify a
	// decision by its stamp alone, so no two decisions on an attempt may share one.
	stamps map[int64]time.Time
}

func newBook() *book {
	return &book{open: map[string]*entry{}, settled: map[string]outcome{}, stamps: map[int64]time.Time{}}
}

// apply applies a record. Records may arrive twice, and from several files in any
// order, since a process may end while it adopts another's file.
func (b *book) apply(r record) {
	switch r.Kind {
	case kindTaken:
		b.take(r)
	case kindSending:
		b.try(r)
	case kindFailed:
		b.fail(r)
	case kindClosed, kindWithdrawn, kindDismissed:
		b.settle(r.ID, outcome{kind: r.Kind})
	}
}

func (b *book) take(r record) {
	if r.Replaces != "" {
		b.settle(r.Replaces, outcome{kind: kindDismissed})
	}
	if _, over := b.settled[r.ID]; over || b.open[r.ID] != nil {
		return
	}
	b.open[r.ID] = &entry{taken: r, state: model.HeldWaiting}
}

func (b *book) try(r record) {
	e := b.open[r.ID]
	if e == nil {
		return
	}
	if e.stamp.IsZero() {
		e.stamp = r.Stamp
	}
	e.before, e.unsure = e.unsure, true
	b.note(e)
}

// note remembers the stamp of a decision.
func (b *book) note(e *entry) {
	if id := e.taken.Request.Attempt; e.stamp.After(b.stamps[id]) {
		b.stamps[id] = e.stamp
	}
}

func (b *book) fail(r record) {
	e := b.open[r.ID]
	if e == nil {
		return
	}
	e.code = r.Code
	if isRefusal(r.Code) {
		e.unsure = e.before
	}
}

// settle is final: no record that is read later reopens the decision.
func (b *book) settle(id string, o outcome) {
	delete(b.open, id)
	if _, again := b.settled[id]; !again {
		b.order = append(b.order, id)
	}
	b.settled[id] = o
}

// forget keeps only the latest outcomes, which answer a second Send or Withdraw of the
// same decision.
func (b *book) forget(keep int) {
	for len(b.order) > keep {
		delete(b.settled, b.order[0])
		b.order = b.order[1:]
	}
}

// newStamp returns a stamp for a decision: later than what the reviewer saw and than
// any other decision on the attempt, with the store's precision of microseconds.
func (b *book) newStamp(r model.DecisionRequest, now time.Time) time.Time {
	stamp := now.UTC().Truncate(time.Microsecond)
	for _, t := range []time.Time{r.Expected.Modified, r.Expected.ReviewModified, b.stamps[r.AttemptID]} {
		if !stamp.After(t) {
			stamp = t.UTC().Truncate(time.Microsecond).Add(time.Microsecond)
		}
	}
	return stamp
}

// on returns the open decision that prevents another one on an attempt, or else a
// refused one that may be replaced, or nil.
func (b *book) on(attempt int64) *entry {
	var found *entry
	for _, e := range b.open {
		if e.taken.Request.Attempt != attempt {
			continue
		}
		if !e.refused() {
			return e
		}
		found = e
	}
	return found
}

// list returns the open decisions, the earliest first.
func (b *book) list() []*entry {
	out := make([]*entry, 0, len(b.open))
	for _, e := range b.open {
		out = append(out, e)
	}
	slices.SortFunc(out, func(x, y *entry) int {
		return cmp.Or(x.taken.TakenAt.Compare(y.taken.TakenAt), cmp.Compare(x.taken.ID, y.taken.ID))
	})
	return out
}

// isRefusal reports whether the error means that the store has not applied the
// decision, rather than leaving that open.
func isRefusal(c model.Code) bool {
	switch c {
	case model.CodeConflict, model.CodeDenied, model.CodeNotFound, model.CodeIllegalTransition,
		model.CodeNotProctored, model.CodeInvalid, model.CodeReadOnly, model.CodeUnsupported, model.CodeInactive:
		return true
	case model.CodeInternal, model.CodeUnavailable, model.CodeInterrupted:
		return false
	}
	return false
}
