package setup

import (
	"context"

	"examdesk/cli/kit"
)

// New returns the setup of one run. Its factory opens the store that flags and
// configuration name.
func New(env kit.Env, ended <-chan struct{}) *Setup {
	a := &Setup{Factory: &kit.Factory{Env: env, Ended: ended, Did: &kit.Tally{}}}
	a.OpenNamed = a.openNamed
	a.OpenStore = func(ctx context.Context) (*kit.Opened, error) {
		o, err := a.OpenNamed(ctx)
		if err != nil {
			return nil, err
		}
		return o.Opened, nil
	}
	return a
}
