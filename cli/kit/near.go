package kit

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"examdesk/model"
)

// nearCommand suggests the intended command if an argument stands in place of one.
func nearCommand(cmd *cobra.Command, args []string, err error) error {
	if !cmd.HasAvailableSubCommands() || len(args) == 0 {
		return err
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return fmt.Errorf("unknown command %q for %q%s", model.Clean(args[0]), cmd.CommandPath(), offer(model.Nearest(args[0], names)))
}

// NearFlag suggests the intended flag.
func NearFlag(cmd *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) || len(missing.GetSpecifiedName()) < 2 {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	near := model.Nearest(missing.GetSpecifiedName(), names)
	for i := range near {
		near[i] = "--" + near[i]
	}
	return fmt.Errorf("%w%s", err, offer(near))
}

// offer asks whether one of the similar names was intended; empty without any.
func offer(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return ", did you mean " + model.Listed("or", near) + "?"
}
