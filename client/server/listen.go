package server

import (
	"bufio"
	"context"
	"io"
	"strings"
	"sync"
	"time"

	"examdesk/guard"
	"examdesk/wire"
	"examdesk/wire/spell"
)

// silence is after how long without a word a connection is no longer trusted: a
// server says something every five seconds.
const silence = 12 * time.Second

// listening keeps what a server tells about changes: one connection, however often
// somebody asks.
type listening struct {
	mu sync.Mutex
	// stop ends the listening; nil if it has not begun.
	stop context.CancelFunc
	done <-chan guard.Answer[struct{}]
	// edition is what was told last, heard when the server last said anything.
	edition string
	heard   time.Time
	// written is how many deeds had been done when the edition was told: it is older
	// than what this program has written itself.
	written int64
	// on are those who want to know of other events, by kind.
	on map[string]func(data []byte)
}

// On has f called with the data of each event of a kind. It is called from the
// connection, so it must not wait.
func (s *Store) On(kind string, f func(data []byte)) {
	l := &s.at.listening
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.on == nil {
		l.on = map[string]func([]byte){}
	}
	l.on[kind] = f
}

// Listen begins to listen for changes, if that has not begun.
func (s *Store) Listen() { s.at.listen() }

// Close stops listening.
func (s *Store) Close() error {
	s.leave()
	l := &s.at.listening
	l.mu.Lock()
	stop, done := l.stop, l.done
	l.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
	return nil
}

func (c *conn) listen() {
	l := &c.listening
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop != nil {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	l.done = guard.Start("listening for changes", func() (struct{}, error) {
		for try := 1; ctx.Err() == nil; try++ {
			if c.hear(ctx) {
				try = 0
			}
			wait(ctx, min(try, 25))
		}
		return struct{}{}, nil
	})
}

// known is the edition that was told, if the connection lives and nothing was written
// here since.
func (c *conn) known() (string, bool) {
	l := &c.listening
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.edition, l.edition != "" && time.Since(l.heard) < silence && l.written == c.written.Load()
}

// learn keeps an edition that was asked for: a deed that changed nothing is followed by
// no event.
func (c *conn) learn(edition string, written int64) {
	l := &c.listening
	l.mu.Lock()
	defer l.mu.Unlock()
	l.edition, l.written = edition, written
}

// hear listens on one connection until it ends, and reports whether it was answered.
func (c *conn) hear(ctx context.Context) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	quiet := time.AfterFunc(c.timeout, cancel)
	defer quiet.Stop()
	r := wire.Put(wire.Changes, wire.None{})
	c.listening.mu.Lock()
	r.LastEvent = c.listening.edition
	c.listening.mu.Unlock()
	from, err := c.send(ctx, r)
	if err != nil {
		return false
	}
	defer func() { _ = from.Close() }()
	c.events(from, func() { quiet.Reset(silence) })
	c.listening.mu.Lock()
	c.listening.heard = time.Time{} // nothing is known from now on
	c.listening.mu.Unlock()
	return true
}

// events takes in events as they come.
func (c *conn) events(from io.Reader, heard func()) {
	s := bufio.NewScanner(from)
	s.Buffer(make([]byte, 0, 4<<10), maxLine)
	var kind, data string
	for s.Scan() {
		heard()
		field, value, _ := strings.Cut(s.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "event":
			kind = value
		case "data":
			data += value
		case "":
			c.event(kind, []byte(data))
			kind, data = "", ""
		}
	}
}

// event takes in one event; one without a kind is a sign of life.
func (c *conn) event(kind string, data []byte) {
	l := &c.listening
	l.mu.Lock()
	l.heard = time.Now()
	if kind == "edition" {
		var edition string
		if spell.ReadLoose(data, &edition) == nil {
			l.edition, l.written = edition, c.written.Load()
		}
	}
	f := l.on[kind]
	l.mu.Unlock()
	if f != nil {
		f(data)
	}
}
