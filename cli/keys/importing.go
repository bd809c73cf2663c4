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

// secretKeeper is where secrets are saved. Get fails with [model.CodeNotFound] for a
// name that it does not have.
type secretKeeper interface {
	Set(ctx context.Context, name string, s model.Secret) error
	Get(ctx context.Context, name string) (model.Secret, error)
}

// openKeeper opens the keeper, and returns which place it is and why.
type openKeeper func(context.Context) (secretKeeper, string, error)

// ImportOptions holds the options of keys import.
type ImportOptions struct {
	*setup.Setup
	kit.Change
	// Paths are files and folders.
	Paths []string
	// Replace replaces existing values that differ; Check only compares.
	Replace, Check bool
	open           openKeeper
}

// config returns the present configuration, whose profile has a name under which
// secrets can be saved.
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

// importConfig returns the present configuration; a file that is named need not exist
// yet.
func importConfig(ctx context.Context, a *setup.Setup) (config.Config, error) {
	c, err := a.Config(ctx)
	if errors.Is(err, os.ErrNotExist) {
		return config.Config{}.Of(a.Global.Profile)
	}
	return c, err
}
