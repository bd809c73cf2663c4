package keys

import (
	"context"
	"errors"
	"os"
	"strings"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// secretKeeper is where secrets are put. Get of a name that it does not have
// fails with [model.CodeNotFound].
type secretKeeper interface {
	Set(ctx context.Context, name string, s model.Secret) error
	Get(ctx context.Context, name string) (model.Secret, error)
}

// openKeeper finds the keeper, and says which place it is and why.
type openKeeper func(context.Context) (secretKeeper, string, error)

// ImportOptions holds the options of keys import.
type ImportOptions struct {
	*setup.Setup
	kit.Change
	// Paths are files and folders.
	Paths []string
	// Replace lets what is there and differs be replaced, Check only compares.
	Replace, Check bool
	open           openKeeper
}

// config is the configuration as it is, whose profile has a name under which
// secrets can be filed.
func (x *ImportOptions) config(ctx context.Context) (config.Config, error) {
	c, err := importConfig(ctx, x.Setup)
	if err != nil {
		return c, err
	}
	profile := c.ProfileName
	if profile != model.Clean(profile) || strings.ContainsAny(profile, " /\\") {
		return c, kit.Usagef("%q is not a valid profile name; use letters, digits, - and _", model.Clean(profile))
	}
	return c, nil
}

// importConfig is the configuration as it is; a file that is named need not be
// there yet.
func importConfig(ctx context.Context, a *setup.Setup) (config.Config, error) {
	c, err := a.Config(ctx)
	if errors.Is(err, os.ErrNotExist) {
		return config.Config{}.Of(a.Global.Profile)
	}
	return c, err
}
