package apiext

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"examdesk/guard"
	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

// attendFor is how long an attempt counts as open after it was last said to be.
const attendFor = 20 * time.Second

// maxDesk is the longest name of a desk, in bytes.
const maxDesk = 64

// presence is who has which attempt open. It is kept in memory alone.
type presence struct {
	hub *hub

	mu    sync.Mutex
	desks map[deskName]attending
}

// deskName tells desks apart, also those of one person.
type deskName struct{ user, desk string }

type attending struct {
	open  wire.OpenAttempt
	until time.Time
}

func newPresence(h *hub) *presence { return &presence{hub: h, desks: map[deskName]attending{}} }

func (a *API) attend() handler {
	return handler{wire.Attend.Op, func(c *call) error {
		p, err := take[wire.AttendParams](c)
		if err != nil {
			return err
		}
		open := p.Open
		if open.Desk == "" || len(open.Desk) > maxDesk {
			return model.Errorf(model.CodeInvalid, "The desk must have a name of at most %d bytes.", maxDesk)
		}
		if open.AttemptID != 0 {
			rows, err := c.store.ReadRows(c.r.Context(), []int64{open.AttemptID})
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return model.Errorf(model.CodeNotFound, "There is no attempt %d.", open.AttemptID)
			}
		}
		open.Username = c.actor.Username
		a.presence.attend(open)
		body(c.w, 200, append(spell.Write(wire.None{}), '\n'))
		return nil
	}}
}

// attend takes in what a desk says, and has everybody know.
func (p *presence) attend(open wire.OpenAttempt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := deskName{open.Username.Raw(), open.Desk}
	_, known := p.desks[name]
	switch {
	case open.AttemptID == 0:
		delete(p.desks, name)
	case known || len(p.desks) < maxListeners:
		p.desks[name] = attending{open, time.Now().Add(attendFor)}
		time.AfterFunc(attendFor+time.Second, func() {
			_ = guard.Do("forgetting who has an attempt open", func() error { p.forget(); return nil })
		})
	}
	p.tell()
}

// forget leaves out who has not been heard of for a while.
func (p *presence) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tell()
}

// tell has everybody know who has what open. The caller holds the lock.
func (p *presence) tell() {
	all, now := []wire.OpenAttempt{}, time.Now()
	for name, a := range p.desks {
		if now.After(a.until) {
			delete(p.desks, name)
			continue
		}
		all = append(all, a.open)
	}
	slices.SortFunc(all, func(a, b wire.OpenAttempt) int {
		return cmp.Or(cmp.Compare(a.AttemptID, b.AttemptID), cmp.Compare(a.Username, b.Username), cmp.Compare(a.Desk, b.Desk))
	})
	p.hub.tell(wire.KindPresence, spell.Write(all))
}
