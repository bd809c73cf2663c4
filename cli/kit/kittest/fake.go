package kittest

import (
	"context"
	"slices"
	"testing"

	"examdesk/model"
)

// Fake is a store of which a test gives the roles that a command asks: it is
// embedded next to them. A role that is not given panics, so that a command that
// asks for more than its test knows fails it.
type Fake struct {
	model.StateStore
	// Refuse is why the actor may do nothing, nil if they may do everything.
	Refuse error
	// ReadOnly is why the store is only read, empty if it can be changed.
	ReadOnly string
	// Asked are the deeds that a command asked about, in order.
	Asked []model.Deed
}

// May answers [Fake.Refuse], and notes what it was asked.
func (s *Fake) May(_ context.Context, deed model.Deed) error {
	s.Asked = append(s.Asked, deed)
	return s.Refuse
}

// Info reports whether the store is only read.
func (s *Fake) Info() model.StoreInfo {
	return model.StoreInfo{ReadOnly: s.ReadOnly != "", ReadOnlyWhy: s.ReadOnly}
}

// AskedOnly fails the test unless the command asked about these deeds.
func (s *Fake) AskedOnly(t *testing.T, deeds ...model.Deed) {
	t.Helper()
	if !slices.Equal(s.Asked, deeds) {
		t.Errorf("asked about %v, want %v", s.Asked, deeds)
	}
}

// Denied is a refusal by the table of rights, which ends a command with 4.
func Denied() error { return model.Errorf(model.CodeDenied, "You may not do this.") }

// Unreachable is the error of a store that cannot be reached, which ends a command
// with 6.
func Unreachable() error {
	return model.Errorf(model.CodeUnavailable, "The store cannot be reached.")
}
