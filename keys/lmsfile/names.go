package lmsfile

import (
	"slices"
	"strings"
)

// The settings that are read.
const (
	backendsName = "PROCTORING_BACKENDS"
	settingsName = "PROCTORING_SETTINGS"
	featuresName = "FEATURES"
	examsName    = "ENABLE_SPECIAL_EXAMS"
	keyName      = "PROCTORING_USER_OBFUSCATION_KEY"
	// oldExamsName is that of ENABLE_SPECIAL_EXAMS before there were timed exams.
	oldExamsName = "ENABLE_PROCTORED_EXAMS"
	// oldName is the only backend of edx-proctoring before version 1.5.
	oldName = "PROCTORING_BACKEND_PROVIDER"
	// providersName is the form with several services that came after it.
	providersName = "PROCTORING_BACKEND_PROVIDERS"
)

// siteNames are the plain settings of the site.
func siteNames() []string {
	return []string{"PLATFORM_NAME", "SITE_NAME", "LMS_ROOT_URL", "HTTPS", "CONTACT_EMAIL", "LEARNING_MICROFRONTEND_URL"}
}

// knownNames are the settings that are read, each under the LMS's own name.
func knownNames() []string {
	return slices.Concat(siteNames(), topSettings(), []string{backendsName, settingsName, featuresName, examsName, oldExamsName, keyName, oldName, providersName})
}

// topSettings are keys of PROCTORING_SETTINGS that edx-proctoring also takes from
// the settings themselves (edx-proctoring 5.2.0, constants).
func topSettings() []string {
	return []string{"REQUIRE_FAILURE_SECOND_REVIEWS", "ALLOW_REVIEW_UPDATES", "DEFAULT_REVIEW_POLICY"}
}

// isMapping reports whether the setting's value is a mapping.
func isMapping(setting string) bool {
	return setting == backendsName || setting == settingsName || setting == featuresName || setting == oldName || setting == providersName
}

// container is a setting that holds settings.
type container struct {
	from origin
	cms  bool
}

// containers are settings that hold settings.
func containers() map[string]container {
	out := map[string]container{"ENV_TOKENS": {from: fromEnv}, "AUTH_TOKENS": {from: fromAuth}}
	for _, kind := range []string{"ENV", "AUTH"} {
		for _, prefix := range []string{"EDXAPP_", "EDX_APP_"} {
			out[prefix+kind+"_EXTRA"] = container{from: fromInput}
			out[prefix+"LMS_"+kind+"_EXTRA"] = container{from: fromInput}
			out[prefix+"CMS_"+kind+"_EXTRA"] = container{from: fromInput, cms: true}
		}
	}
	return out
}

// bare takes ansible's prefix off a name. The documentation of edx-proctoring
// writes it with one underscore more.
func bare(setting string) (string, bool) {
	for _, prefix := range []string{"EDXAPP_", "EDX_APP_"} {
		if rest, ok := strings.CutPrefix(setting, prefix); ok {
			return rest, true
		}
	}
	return setting, false
}

// tutorPatch returns what a patch of a Tutor plugin goes into.
func tutorPatch(patch string) (s scope, features, known bool) {
	s.cms = strings.HasPrefix(patch, "cms-") || strings.HasPrefix(patch, "openedx-cms-")
	switch {
	case strings.HasSuffix(patch, "-env-features"):
		s.from = fromEnv
		return s, true, true
	case strings.HasSuffix(patch, "-auth"):
		s.from = fromAuth
	case strings.HasSuffix(patch, "-env"):
		s.from = fromEnv
	case strings.HasPrefix(patch, "openedx-") && strings.HasSuffix(patch, "-settings"):
		s.from = fromDjango
	default:
		return s, false, false
	}
	return s, false, true
}
