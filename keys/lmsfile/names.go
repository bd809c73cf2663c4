package lmsfile

import (
	"slices"
	"strings"
)

// Names of the settings that are read.
const (
	backendsName = "PROCTORING_BACKENDS"
	settingsName = "PROCTORING_SETTINGS"
	featuresName = "FEATURES"
	examsName    = "ENABLE_SPECIAL_EXAMS"
	keyName      = "PROCTORING_USER_OBFUSCATION_KEY"
	// oldExamsName is the name of ENABLE_SPECIAL_EXAMS before timed exams existed.
	oldExamsName = "ENABLE_PROCTORED_EXAMS"
	// oldName is the single backend of edx-proctoring before version 1.5.
	oldName = "PROCTORING_BACKEND_PROVIDER"
	// providersName is the form with several services that followed it.
	providersName = "PROCTORING_BACKEND_PROVIDERS"
)

// siteNames returns the plain settings of the site.
func siteNames() []string {
	return []string{"PLATFORM_NAME", "SITE_NAME", "LMS_ROOT_URL", "HTTPS", "CONTACT_EMAIL", "LEARNING_MICROFRONTEND_URL"}
}

// knownNames returns the settings that are read, by the LMS's own names.
func knownNames() []string {
	return slices.Concat(siteNames(), topSettings(), []string{backendsName, settingsName, featuresName, examsName, oldExamsName, keyName, oldName, providersName})
}

// topSettings returns the keys of PROCTORING_SETTINGS that edx-proctoring also reads
// from the top of the settings (edx-proctoring 5.2.0, constants).
func topSettings() []string {
	return []string{"REQUIRE_FAILURE_SECOND_REVIEWS", "ALLOW_REVIEW_UPDATES", "DEFAULT_REVIEW_POLICY"}
}

// isMapping reports whether the setting's value is a mapping.
func isMapping(setting string) bool {
	return setting == backendsName || setting == settingsName || setting == featuresName || setting == oldName || setting == providersName
}

// container is a setting that contains other settings.
type container struct {
	from origin
	cms  bool
}

// containers returns all of those.
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

// bare removes ansible's prefix from a name. edx-proctoring's documentation writes it
// with an additional underscore.
func bare(setting string) (string, bool) {
	for _, prefix := range []string{"EDXAPP_", "EDX_APP_"} {
		if rest, ok := strings.CutPrefix(setting, prefix); ok {
			return rest, true
		}
	}
	return setting, false
}

// tutorPatch returns where the patch of a Tutor plugin is inserted.
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
