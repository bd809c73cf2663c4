package lmsfile

import (
	"slices"

	"examdesk/backends/settings"
)

// Roots returns the top-level settings that are imported.
func Roots() []string {
	return append(siteNames(), backendsName, settingsName, keyName)
}

// IsService reports whether a path leads to a service of PROCTORING_BACKENDS.
func IsService(path []string) bool {
	return len(path) == 2 && path[0] == backendsName && path[1] != defaultName
}

// IsGroup reports whether a path leads to a group of settings that are imported one by
// one.
func IsGroup(path []string) bool {
	switch {
	case len(path) == 1:
		return path[0] == backendsName || path[0] == settingsName
	case len(path) == 2 && path[0] == settingsName:
		return path[1] == "LINK_URLS"
	}
	return IsService(path)
}

// Takes reports whether an LMS can have a setting that examdesk imports.
func Takes(path []string) bool {
	switch {
	case len(path) == 0:
		return false
	case len(path) == 1:
		return slices.Contains(Roots(), path[0]) && !IsGroup(path)
	case path[0] == settingsName:
		_, ours := settingForms()[path[1]]
		return ours && (len(path) == 2) != (path[1] == "LINK_URLS")
	case path[0] == backendsName && len(path) == 2:
		return true
	case path[0] == backendsName && len(path) == 3:
		k, known := settings.Named(path[2])
		return known && !k.Ours
	}
	return false
}

// IsSecret reports whether a path leads to a secret.
func IsSecret(path []string) bool {
	if len(path) == 1 {
		return path[0] == keyName
	}
	k, _ := settings.Named(path[len(path)-1])
	return len(path) == 3 && path[0] == backendsName && k.Secret
}
