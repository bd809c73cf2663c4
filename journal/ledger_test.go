package journal

import (
	"fmt"
	"maps"
	"slices"
)

// order is a decision as the person sees it who wanted it taken.
type order struct {
	name string
	// held, sent and withdrawn report whether the journal promised it by returning:
	// it has the decision, the store has it, it will never be applied.
	held, sent, withdrawn bool
	// either reports whether the process ended while it withdrew the decision, or
	// that the disk refused both the record and its removal. Nothing is promised
	// then: the decision may be gone, or offered again.
	either bool
	// offered reports whether a later process listed it as found.
	offered bool
}

// ledger is what was promised, by the names that the orders have as reasons.
type ledger map[string]*order

func (l ledger) order() *order {
	return l.named(fmt.Sprintf("order %d", len(l)+1))
}

func (l ledger) named(name string) *order {
	o := l[name]
	if o == nil {
		o = &order{name: name}
		l[name] = o
	}
	return o
}

// tally counts the orders and the promises that were broken.
//
// A decision whose Hold returned is applied exactly once, unless a Withdraw of
// it returned too: then it is never applied. A decision whose Hold failed, or
// never returned, was not promised: it is never applied by itself, but if the
// process ended in the middle a later one may offer it as found, and then it is
// applied at most once, on a person's word.
type tally struct {
	orders int
	// lost were held and are nowhere, doubled were applied more than once.
	lost, doubled int
	// revived were applied although they had been withdrawn, uninvited though
	// their Hold had not returned and no one was asked.
	revived, uninvited int
}

// settle holds the promises against what the store did.
func (l ledger) settle(applied map[string]int) (tally, []string) {
	out := tally{orders: len(l)}
	var broken []string
	count := func(to *int, o *order, what string) {
		*to++
		broken = append(broken, fmt.Sprintf("%s %s: %+v, applied %d times", what, o.name, *o, applied[o.name]))
	}
	for _, name := range slices.Sorted(maps.Keys(l)) {
		o, n := l[name], applied[name]
		if n == 0 && (o.sent || o.held && !o.withdrawn && !o.either) {
			count(&out.lost, o, "lost")
		}
		if n > 1 {
			count(&out.doubled, o, "doubled")
		}
		if n > 0 && o.withdrawn {
			count(&out.revived, o, "revived")
		}
		if n > 0 && !o.held && !o.offered {
			count(&out.uninvited, o, "uninvited")
		}
	}
	return out, broken
}

func (t *tally) add(u tally) {
	t.orders += u.orders
	t.lost += u.lost
	t.doubled += u.doubled
	t.revived += u.revived
	t.uninvited += u.uninvited
}
