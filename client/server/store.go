package server

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

// Store is a server's state store for the person whose token is sent.
type Store struct {
	about
	rights
	attempts
	deciding
	following
	learners
	exams
	lists
	outbox
	activity
	people
	registering
	granting
	reviews
	migrating
	*present

	at *conn
}

var (
	_ model.StateStore = (*Store)(nil)
	_ model.Presence   = (*Store)(nil)
)

// New returns the store at an address. Nothing is asked yet.
func New(c Config) (*Store, error) {
	to, err := newConn(c)
	if err != nil {
		return nil, err
	}
	s := &Store{
		about{to}, rights{to}, attempts{to}, deciding{to}, following{to}, learners{to}, exams{to}, lists{to}, outbox{to}, activity{to}, people{to}, registering{to},
		granting{to}, reviews{to}, migrating{to}, newPresent(to), to,
	}
	s.On(wire.KindPresence, s.hear)
	return s, nil
}

// Open returns the store at an address, once the server has said who asks.
func Open(ctx context.Context, c Config) (*Store, error) {
	s, err := New(c)
	if err != nil {
		return nil, err
	}
	_, err = s.Hello(ctx)
	return s, err
}

// Hello asks the server who asks, and which release and rules it has.
func (s *Store) Hello(ctx context.Context) (wire.Hello, error) { return s.at.greet(ctx) }
