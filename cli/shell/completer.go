package shell

import (
	"context"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// completer finds words for a shell.
type completer struct {
	*setup.Setup
	// look opens the store for reading, as no one in particular.
	look func(context.Context) (*kit.Opened, error)
}

// newCompleter finds words in the store that flags and configuration name.
func newCompleter(s *setup.Setup) completer {
	return completer{s, func(ctx context.Context) (*kit.Opened, error) {
		c, t, err := s.ConfigEnv().Named(ctx)
		if err != nil {
			return nil, err
		}
		if err := t.MustExist(); err != nil {
			return nil, err
		}
		o, err := s.Look(ctx, c, t)
		if err != nil {
			return nil, err
		}
		return o.Opened, nil
	}}
}
