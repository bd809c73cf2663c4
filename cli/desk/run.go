package desk

import (
	"context"

	"examdesk/cli/setup"
)

// Run opens the desk on the store that flags and configuration name, or on sample
// data if none is named.
func Run(ctx context.Context, a *setup.Setup) error {
	c, t, err := a.ConfigEnv().Named(ctx)
	if err != nil {
		return err
	}
	if !t.Configured {
		return demo(ctx, &DemoOptions{Setup: a, show: show}, c)
	}
	return desk(ctx, a, c, t, show)
}
