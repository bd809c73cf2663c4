package setup

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"examdesk/model"
)

// ours begins the names of the variables that are examdesk's own.
const ours = "EXAMDESK_"

// Variables are examdesk's own variables; `examdesk help environment` explains them.
func Variables() []string {
	return []string{"EXAMDESK_STORE", "EXAMDESK_PROFILE", "EXAMDESK_AS", "EXAMDESK_PASSPHRASE_FILE", "EXAMDESK_MOCK_TOKEN"}
}

// noteMisspelt says which variables may be slips of one of [Variables]: what is
// meant to choose the store would be passed over, and another one changed. One that
// the configuration refers to by env:NAME may have any name, so that it is no error.
func (a *Setup) noteMisspelt() {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if near := nearVariable(name); near != "" {
			_, _ = fmt.Fprintf(a.Err, "Note: %s is not a variable that examdesk reads; did you mean %s?\n", model.Clean(name), near)
		}
	}
}

// nearVariable is what a misspelt name of a variable is close to, empty for none.
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
