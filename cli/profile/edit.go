package profile

import (
	"context"
	"errors"
	"fmt"
	"os"

	"examdesk/cli/setup"
	"examdesk/config"
)

// errDryRun ends an edit before the file is written.
var errDryRun = errors.New("nothing is written")

// edit changes the configuration file and keeps everything else in it, including
// comments. It does not touch a file that it cannot read.
func edit(ctx context.Context, s *setup.Setup, change func(*config.File, config.Config) (string, error)) error {
	now, err := config.Read(ctx, s.Global.File) // whichever profile is named
	if errors.Is(err, os.ErrNotExist) && s.Global.File != "" {
		now, err = config.Config{}.Of("")
	}
	if err != nil {
		return err
	}
	path, err := s.ConfigEnv().Path()
	if err != nil {
		return err
	}
	f, err := config.ReadFile(ctx, path)
	if err != nil {
		return err
	}
	said, err := change(f, now)
	if err == nil {
		err = f.WriteUnchanged(ctx, path)
	}
	if err != nil && !errors.Is(err, errDryRun) {
		return err
	}
	_, err = fmt.Fprintln(s.Out, said)
	return err
}
