package backend

import (
	"context"
	"time"

	"examdesk/cli/checks"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// checker checks the proctoring services of a configuration.
type checker interface {
	model.BackendVerifier
	// Problems returns the problems with a service's settings that show without
	// contacting it.
	Problems(name string) ([]model.Check, error)
}

// opener reads the configuration and returns what checks its services. Each check
// takes no longer than limit, or the default if limit is 0.
type opener func(ctx context.Context, s *setup.Setup, limit time.Duration) (config.Config, checker, error)

func open(ctx context.Context, s *setup.Setup, limit time.Duration) (config.Config, checker, error) {
	c, err := s.Config(ctx)
	if err != nil {
		return c, nil, err
	}
	v, err := checks.Verifier(s, c)
	if err != nil {
		return c, nil, err
	}
	if limit > 0 {
		v.Timeout = limit
	}
	return c, v, nil
}
