package setup

import (
	"context"

	"github.com/spf13/pflag"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/model"
)

// Setup is what a command of an installation gets: besides what every command has,
// the flags that choose a configuration and a profile.
type Setup struct {
	*kit.Factory
	// OpenNamed opens the store that flags and configuration name, for the actor.
	OpenNamed func(context.Context) (*Opened, error)
	// Global are the flags that all commands have.
	Global config.Flags
	Theme  string
}

// AddFlags adds the flags that all commands have.
func (a *Setup) AddFlags(flags *pflag.FlagSet) {
	flags.StringVar(&a.Global.File, "config", "", "configuration `FILE` (default "+usualConfigShown()+")")
	flags.StringVar(&a.Global.Profile, "profile", "", "`NAME` of the profile in the configuration")
	flags.StringVar(&a.Global.Store, "store", "", "the store's `URL`: sqlite:PATH, an LMS as https://HOST, or a server as examdesk+https://HOST")
	flags.StringVar(&a.Global.As, "as", "", "`USERNAME` of the person who decides")
	flags.BoolVar(&a.Global.ReadOnly, "read-only", false, "change nothing")
	flags.BoolVar(&a.Global.Insecure, "insecure", false, "allow plain HTTP to a server on another machine")
	flags.StringVar(&a.Global.Rules, "rules", "", "`RELEASE` of edx-proctoring whose rules apply, e.g. 5.2.0 (default "+model.LatestRules().Release+" and later)")
	flags.StringVar(&a.Theme, "theme", "", "`COLOURS` of the desk: dark, light or none (default by the terminal)")
}

// usualConfigShown returns the default configuration as the help shows it.
func usualConfigShown() string {
	path, err := config.UsualPath()
	if err != nil {
		return "$XDG_CONFIG_HOME/examdesk/examdesk.yml"
	}
	return path
}
