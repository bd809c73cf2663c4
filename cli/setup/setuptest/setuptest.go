// Package setuptest is for tests of the commands on an installation that start no
// process.
package setuptest

import (
	"context"
	"testing"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup"
	"examdesk/model"
	"examdesk/outbox"
)

// Desk is a person at a terminal.
type Desk struct {
	*kittest.Desk
	Setup *setup.Setup
	// On is the store with what its profile says of it.
	On *setup.Opened
}

// On is a person at a terminal who types something, on a store that a test made.
func On(t *testing.T, s model.StateStore, typed string) *Desk {
	t.Helper()
	d := kittest.On(t, &kit.Opened{Store: s}, typed)
	o := &setup.Opened{Opened: d.Opened, NewCourier: func(context.Context, *model.Actor) (setup.Courier, error) {
		return nil, model.Errorf(model.CodeInvalid, "No platform is configured.")
	}}
	opens := func(context.Context) (*setup.Opened, error) { return o, nil }
	return &Desk{d, &setup.Setup{Factory: d.Factory, OpenNamed: opens}, o}
}

// Delivers lets the store's messages be delivered by a courier that reports what a
// test says.
func (d *Desk) Delivers(c *Courier) {
	d.On.Delivers = true
	d.On.NewCourier = func(_ context.Context, by *model.Actor) (setup.Courier, error) {
		c.By = by
		return c, nil
	}
}

// Courier delivers nothing and says otherwise.
type Courier struct {
	Report outbox.Report
	// By is who asked for it, nil for nobody.
	By *model.Actor
	// Went is how often it delivered.
	Went int
}

// DeliverDue answers [Courier.Report].
func (c *Courier) DeliverDue(context.Context) (outbox.Report, error) {
	c.Went++
	return c.Report, nil
}

// Start does nothing in the background.
func (c *Courier) Start(context.Context) *outbox.Background { return nil }

// Cmd is the constructor of a command on an installation as [kittest.Options] takes
// it.
func Cmd[O any](cmd func(*setup.Setup, func(context.Context, *O) error) *cobra.Command) kittest.New[O] {
	return func(f *kit.Factory, run func(context.Context, *O) error) *cobra.Command {
		return cmd(&setup.Setup{Factory: f}, run)
	}
}
