package mirror

import (
	"context"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
)

// atLMS returns the configuration and the LMS that the flags name.
func atLMS(ctx context.Context, s *setup.Setup) (config.Config, config.Target, error) {
	c, t, err := s.ConfigEnv().Named(ctx)
	if err == nil && t.LMS == "" {
		err = kit.Usagef("only an LMS has a mirror; name one, as --store https://HOST or with a profile")
	}
	return c, t, err
}
