package server

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/wire"
)

// about is what the server says of itself and its store. What takes no context is what
// it said when the store was opened.
type about struct{ at *conn }

// said is what the server said last; nothing if it was never asked.
func (c *conn) said() wire.Hello {
	if h := c.hello.Load(); h != nil {
		return *h
	}
	return wire.Hello{Store: model.StoreInfo{ReadOnly: true, ReadOnlyWhy: "The server has not been reached yet."}}
}

func (c *conn) greet(ctx context.Context) (wire.Hello, error) {
	h, err := ask(ctx, c, wire.SayHello, wire.None{})
	if err != nil {
		return h, err
	}
	h.Store.Path, h.Me.Store = c.place, c.host
	c.restrict(&h)
	c.hello.Store(&h)
	return h, nil
}

// Capabilities implements [model.Describer].
func (s about) Capabilities(ctx context.Context) (model.Capabilities, error) {
	h, err := s.at.greet(ctx)
	return h.Me, err
}

// Info implements [model.StoreReader].
func (s about) Info() model.StoreInfo { return s.at.said().Store }

// Identity implements [model.StoreReader]: the name is the store's own, the place the
// server's address.
func (s about) Identity(ctx context.Context) (model.StoreIdentity, error) {
	id, err := ask(ctx, s.at, wire.Identity, wire.None{})
	return model.StoreIdentity{Name: id.Name, Place: s.at.place}, err
}

// Elsewhere implements [model.StoreReader].
func (s about) Elsewhere(place string) bool { return place != s.at.place }

// Notes implements [model.StoreReader].
func (s about) Notes(time.Time) []string { return s.at.said().Notes }

// CopyNote implements [model.StoreReader]: a server's own store is read.
func (s about) CopyNote(time.Time) string { return "" }

// NewestChange implements [model.StoreReader].
func (s about) NewestChange(ctx context.Context) (*time.Time, error) {
	n, err := ask(ctx, s.at, wire.NewestChange, wire.None{})
	return n.At, err
}

// Written implements [model.StoreReader].
func (s about) Written() int64 { return s.at.written.Load() }

// CheckStore implements [model.StoreChecker].
func (s about) CheckStore(ctx context.Context) ([]model.Finding, error) {
	return ask(ctx, s.at, wire.CheckStore, wire.None{})
}

// Openings implements [model.StoreChecker]: what happens to the store's files is for whoever
// runs the server.
func (about) Openings(time.Time) []model.Finding { return nil }
