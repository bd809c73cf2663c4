package lmsfile

import "examdesk/backends/settings"

// serviceKeys are the names of the keys that an LMS reads: those that
// edx-proctoring lets through, and those that the platform itself looks at.
func serviceKeys() []string {
	var out []string
	for _, k := range settings.Keys() {
		if !k.Ours {
			out = append(out, k.Name)
		}
	}
	return out
}
