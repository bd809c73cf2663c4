package wire

import (
	"context"
	"net"
	"sync"
)

// dialFunc is how a [net/http.Transport] connects.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// AskFirst makes connections that show nothing of what a server says before it
// was asked. A mail server that greets would otherwise be taken for a
// connection that broke off or for a wrong answer, depending on which came
// first, and net/http would write its greeting to the terminal.
func AskFirst(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &askFirst{Conn: conn, asked: make(chan struct{})}, nil
	}
}

// askFirst holds reading back until something was written or the connection is
// closed.
type askFirst struct {
	net.Conn
	asked chan struct{}
	once  sync.Once
}

func (c *askFirst) ask() { c.once.Do(func() { close(c.asked) }) }

func (c *askFirst) Read(p []byte) (int, error) {
	<-c.asked
	return c.Conn.Read(p)
}

func (c *askFirst) Write(p []byte) (int, error) {
	defer c.ask()
	return c.Conn.Write(p)
}

func (c *askFirst) Close() error {
	defer c.ask()
	return c.Conn.Close()
}
