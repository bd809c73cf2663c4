package cli

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/model"
)

// app is what a command of an installation is given: beside what every command
// has, the flags that choose a configuration and a profile.
type app struct {
	*kit.Factory
	flags config.Flags
	theme string
}

// newApp is the setup of one run. Its factory opens the store that flags and
// configuration name.
func newApp(env kit.Env, ended <-chan struct{}) *app {
	a := &app{Factory: &kit.Factory{Env: env, Ended: ended, Did: &kit.Tally{}}}
	a.OpenStore = func(ctx context.Context) (*kit.Opened, error) {
		o, err := a.openNamed(ctx)
		if err != nil {
			return nil, err
		}
		return o.Opened, nil
	}
	return a
}

// addFlags adds the flags that all commands have.
func (a *app) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&a.flags.File, "config", "", "configuration `FILE` (default "+usualConfigShown()+")")
	flags.StringVar(&a.flags.Profile, "profile", "", "`NAME` of the profile in the configuration")
	flags.StringVar(&a.flags.Store, "store", "", "the store's `URL`, e.g. sqlite:PATH")
	flags.StringVar(&a.flags.As, "as", "", "`USERNAME` of who decides")
	flags.BoolVar(&a.flags.ReadOnly, "read-only", false, "change nothing")
	flags.StringVar(&a.flags.Rules, "rules", "", "`RELEASE` of edx-proctoring whose rules are followed, e.g. 5.2.0 (default "+model.LatestRules().Release+" and later)")
	flags.StringVar(&a.theme, "theme", "", "`COLOURS` of the desk: dark, light or none (default by the terminal)")
}

// usualConfigShown is the usual configuration as the help names it.
func usualConfigShown() string {
	path, err := config.UsualPath()
	if err != nil {
		return "$XDG_CONFIG_HOME/examdesk/examdesk.yml"
	}
	return path
}

// fromEnvironment fills in what no flag names. A profile that a flag names has its
// own store.
func (a *app) fromEnvironment(cmd *cobra.Command) error {
	given := func(name string) bool {
		flag := cmd.Flag(name)
		return flag != nil && flag.Changed
	}
	for _, v := range []struct {
		name  string
		value *string
		given bool
	}{
		{"EXAMDESK_STORE", &a.flags.Store, given("store") || given("profile")},
		{"EXAMDESK_PROFILE", &a.flags.Profile, given("profile")},
		{"EXAMDESK_AS", &a.flags.As, given("as")},
	} {
		value, err := kit.EnvText(v.name)
		if err != nil {
			return err
		}
		if !v.given && value != "" {
			*v.value = value
		}
	}
	return nil
}
