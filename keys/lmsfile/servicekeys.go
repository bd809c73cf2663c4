package lmsfile

import "examdesk/backends/settings"

// serviceKeys returns the keys that an LMS reads: those that edx-proctoring passes to a
// service, and those that the platform itself reads.
func serviceKeys() []string {
	var out []string
	for _, k := range settings.Keys() {
		if !k.Ours {
			out = append(out, k.Name)
		}
	}
	return out
}
