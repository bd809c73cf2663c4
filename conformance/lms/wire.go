//go:build e2e

package lms

import (
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Wire is what stands between the clients and the database: it delays, holds up and
// cuts connections.
type Wire struct {
	port, to int

	mu    sync.Mutex
	open  map[net.Conn]bool
	delay time.Duration
	down  bool
	held  chan struct{} // not nil while answers are held up; closed when they go on
}

func startWire(t testing.TB, to int) *Wire {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{port: l.Addr().(*net.TCPAddr).Port, to: to, open: map[net.Conn]bool{}}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.serve(c)
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		w.Resume()
		w.Cut()
	})
	return w
}

// Delay makes every piece of an answer wait.
func (w *Wire) Delay(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.delay = d
}

// Cut closes all connections; new ones are served.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.open {
		reset(c)
	}
}

// Down closes all connections and refuses new ones, until it is told otherwise.
func (w *Wire) Down(down bool) {
	w.mu.Lock()
	w.down = down
	w.mu.Unlock()
	if down {
		w.Cut()
	}
}

// Hold holds up all answers: the connection is there, and nothing comes.
func (w *Wire) Hold() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.held == nil {
		w.held = make(chan struct{})
	}
}

// Resume ends Hold.
func (w *Wire) Resume() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.held != nil {
		close(w.held)
		w.held = nil
	}
}

func (w *Wire) serve(client net.Conn) {
	if !w.add(client) {
		return
	}
	defer w.remove(client)
	database, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(w.to)) //nolint:noctx // the connection of the other side ends it
	if err != nil || !w.add(database) {
		return
	}
	defer w.remove(database)
	go func() {
		_, _ = io.Copy(database, client)
		_ = database.Close()
	}()
	_, _ = io.Copy(slow{client, w}, database)
}

func (w *Wire) add(c net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		reset(c)
		return false
	}
	w.open[c] = true
	return true
}

func (w *Wire) remove(c net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, c)
	_ = c.Close()
}

// slow is the way back to a client.
type slow struct {
	net.Conn
	w *Wire
}

// Write passes a piece on when it may.
func (s slow) Write(p []byte) (int, error) {
	s.w.mu.Lock()
	delay, held := s.w.delay, s.w.held
	s.w.mu.Unlock()
	if held != nil {
		<-held
	}
	if delay > 0 {
		time.Sleep(delay)
	}
	return s.Conn.Write(p)
}
