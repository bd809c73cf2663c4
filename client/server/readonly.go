package server

import (
	"examdesk/model"
	"examdesk/wire"
)

// readOnlyWhy is why nothing is changed by way of a store that was opened read-only.
const readOnlyWhy = "The store is opened read-only."

// mayCall refuses what changes something if nothing is to be changed.
func (c *conn) mayCall(o wire.Op) error {
	if c.readOnly && !o.IsRead() {
		return model.Errorf(model.CodeReadOnly, "%s", readOnlyWhy)
	}
	return nil
}

// restrict lets the person do nothing but read, as on a file that is opened read-only.
func (c *conn) restrict(h *wire.Hello) {
	if !c.readOnly {
		return
	}
	h.Store.ReadOnly, h.Store.ReadOnlyWhy = true, readOnlyWhy
	h.Me.Decide = model.Capability{Why: readOnlyWhy}
	for d := range h.Me.Deeds {
		if d != model.DeedBrowse && d != model.DeedReadLearner {
			h.Me.Deeds[d] = model.Answer{Verdict: model.VerdictNo, Why: readOnlyWhy}
		}
	}
}
