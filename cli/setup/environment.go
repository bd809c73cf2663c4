package setup

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// ours is the prefix of examdesk's own variables.
const ours = "EXAMDESK_"

// Variables returns examdesk's own variables; `examdesk help environment` explains
// them.
func Variables() []string {
	return []string{"EXAMDESK_STORE", "EXAMDESK_PROFILE", "EXAMDESK_AS", "EXAMDESK_PASSPHRASE_FILE", "EXAMDESK_MOCK_TOKEN"}
}

// noteMisspelt prints which variables may be misspelt names of [Variables]: one that
// is meant to choose the store would be ignored, and another store changed. This is
// not an error, since the configuration may refer to any name by env:NAME.
func (a *Setup) noteMisspelt() {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if near := nearVariable(name); near != "" {
			_, _ = fmt.Fprintf(a.Err, "Note: %s is not a variable that examdesk reads; did you mean %s?\n", model.Clean(name), near)
		}
	}
}

// nearVariable returns the variable that a misspelt name is close to; empty for none.
func nearVariable(name string) string {
	rest, is := strings.CutPrefix(name, ours)
	if !is || slices.Contains(Variables(), name) {
		return ""
	}
	for _, known := range Variables() {
		want := strings.TrimPrefix(known, ours)
		if far := len(rest) - len(want); far > 2 || far < -2 {
			continue
		}
		if model.EditDistance(rest, want) <= max(1, len(want)/4) {
			return known
		}
	}
	return ""
}

// FromEnvironment fills in what no flag sets. A profile named by a flag has its own
// store.
func (a *Setup) FromEnvironment(cmd *cobra.Command) error {
	a.noteMisspelt()
	given := func(name string) bool {
		flag := cmd.Flag(name)
		return flag != nil && flag.Changed
	}
	for _, v := range []struct {
		name  string
		value *string
		given bool
	}{
		{"EXAMDESK_STORE", &a.Global.Store, given("store") || given("profile")},
		{"EXAMDESK_PROFILE", &a.Global.Profile, given("profile")},
		{"EXAMDESK_AS", &a.Global.As, given("as")},
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
