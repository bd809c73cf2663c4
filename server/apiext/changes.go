package apiext

import (
	"fmt"
	"net/http"
	"time"

	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

const (
	// beat is how often a listener hears that the connection lives.
	beat = 5 * time.Second
	// listenFor is how long one connection lasts: who listens signs in again then.
	listenFor = 10 * time.Minute
	// eventWait is how long a listener has to take an event.
	eventWait = 10 * time.Second
)

func (a *API) changes() handler {
	return handler{wire.Changes, func(c *call) error {
		if _, err := take[wire.None](c); err != nil {
			return err
		}
		if err := c.capable(); err != nil {
			return err
		}
		l, ok := a.hub.join()
		if !ok {
			return model.Errorf(model.CodeUnavailable, "The server cannot have more listeners now; try again later.")
		}
		defer a.hub.leave(l)
		return a.listen(c, l)
	}}
}

// listen tells a listener what changes, until either side leaves.
func (a *API) listen(c *call, l *listener) error {
	to := http.NewResponseController(c.w)
	_ = to.SetReadDeadline(time.Time{}) // the request has arrived; a recorder in a test has no deadlines
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	last := c.r.Header.Get("Last-Event-ID")
	_, isTeam := c.store.(team)
	alive, over := time.NewTicker(beat), time.NewTimer(listenFor)
	defer alive.Stop()
	defer over.Stop()
	send := func(text string) error {
		_ = to.SetWriteDeadline(time.Now().Add(eventWait))
		if _, err := fmt.Fprint(c.w, text); err != nil {
			return err
		}
		return to.Flush()
	}
	if err := send(": listening\n\n"); err != nil {
		return nil // whoever listened has left
	}
	for {
		text := ""
		select {
		case <-c.r.Context().Done():
			return nil
		case <-over.C:
			return nil
		case <-alive.C:
			text = ": alive\n\n"
		case _, open := <-l.wake:
			if !open {
				return nil
			}
			for _, e := range a.hub.news(l) {
				if isTeam && e.kind == wire.KindPresence {
					continue // it names attempts of other courses
				}
				text += e.lines(last)
			}
		}
		if text == "" {
			continue
		}
		if err := send(text); err != nil {
			return nil // whoever listened has left
		}
	}
}

// lines is an event as it is sent; nothing for the edition that the listener said it
// knows. Only editions have ids: what else is told holds only as long as the listener
// listens.
func (e event) lines(known string) string {
	if e.kind != kindEdition {
		return "event: " + e.kind + "\ndata: " + string(e.data) + "\n\n"
	}
	var id string
	if spell.Read(e.data, &id) != nil || id == known {
		return ""
	}
	return "id: " + id + "\nevent: " + e.kind + "\ndata: " + string(e.data) + "\n\n"
}
