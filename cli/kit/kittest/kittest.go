// Package kittest is for tests of commands that start no process: a person who
// types, a store of their own, and what the command said.
package kittest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
	"examdesk/store/storetest"
)

// Now is when the tests take place.
func Now() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// Desk is a person at a terminal, with a store of their own.
type Desk struct {
	*kit.Factory
	// Opened is the store, for r.adeyemi, who is staff.
	Opened *kit.Opened
	// Said is what the command printed.
	Said *bytes.Buffer
	// Engine is the same store for someone else.
	Engine *engine.Engine
}

// OnTerminal is a person at a terminal who types something, on a store of their own.
func OnTerminal(t *testing.T, typed string) *Desk {
	t.Helper()
	s, err := store.Open(t.Context(), storetest.File(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	who := model.Nobody(model.DoorDesk)
	rules := model.LatestRules()
	e := engine.New(s, engine.Config{Clock: Now, Platform: engine.StorePlatform{Store: s}, Rules: model.ReviewRules{Rules: rules}})
	if who.Reviewer, err = e.As(who).Person(t.Context(), "r.adeyemi"); err != nil {
		t.Fatal(err)
	}
	opened := &kit.Opened{Store: e.As(who), Actor: who, Rules: rules, RuledBy: rules.Release}
	d := On(t, opened, typed)
	// A decision is known by its moment where no ids are kept.
	d.Clock = func() time.Time { return Now().Add(time.Second) }
	d.Engine = e
	return d
}

// On is a person at a terminal who types something, on a store that a test made.
func On(t *testing.T, o *kit.Opened, typed string) *Desk {
	t.Helper()
	said := &bytes.Buffer{}
	env := kit.Env{In: strings.NewReader(typed), Out: said, Err: said, Clock: Now, IsTerminal: true}
	f := &kit.Factory{
		Env: env, Did: &kit.Tally{},
		OpenStore: func(context.Context) (*kit.Opened, error) { return o, nil },
	}
	return &Desk{Factory: f, Opened: o, Said: said}
}

// slowPerson answers after someone else has done something.
type slowPerson struct {
	meanwhile func()
	answer    *strings.Reader
}

func (p *slowPerson) Read(b []byte) (int, error) {
	if p.meanwhile != nil {
		p.meanwhile()
		p.meanwhile = nil
	}
	return p.answer.Read(b)
}

// Meanwhile lets someone else do something before the person answers yes.
func (d *Desk) Meanwhile(f func()) { d.In = &slowPerson{f, strings.NewReader("y\n")} }

// Says checks that the command ended with a status and said what is wanted, printed
// or as its error.
func (d *Desk) Says(t *testing.T, err error, status int, wanted ...string) {
	t.Helper()
	got := model.ExitCode(err)
	var usage *kit.UsageError
	if errors.As(err, &usage) {
		got = 2
	}
	if got != status {
		t.Errorf("ended with %d (%v), want %d", got, err, status)
	}
	said := d.Said.String()
	if err != nil {
		said += err.Error()
	}
	for _, want := range wanted {
		if !strings.Contains(said, want) {
			t.Errorf("%q does not say %q", said, want)
		}
	}
}
