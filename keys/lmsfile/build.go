package lmsfile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/model"
)

// defaultName is the key that names the default service.
const defaultName = "DEFAULT"

// maxFindings is how many findings are kept; errors come first.
const maxFindings = 500

func (b *builder) build(files []File) {
	services := b.services()
	serviceBuilder{b}.checkServices(services)
	b.checkSettings()
	b.checkSite()
	b.checkObfuscation(services != nil)
	b.specialExams()
	b.keepApart()
	b.sharedFiles(files)
	b.hideSecrets()
	b.result.Sources = b.sources
	b.result.Findings = inOrder(b.findings, files)
}

// inOrder sorts findings by severity, then by place.
func inOrder(findings []Finding, files []File) []Finding {
	rank := map[Severity]int{Error: 0, Warning: 1, Note: 2}
	order := map[string]int{}
	for i, f := range files {
		order[model.Clean(f.Name)] = i
	}
	slices.SortStableFunc(findings, func(x, y Finding) int {
		if d := rank[x.Severity] - rank[y.Severity]; d != 0 {
			return d
		}
		if d := order[x.File] - order[y.File]; d != 0 {
			return d
		}
		return x.Line - y.Line
	})
	findings = slices.Compact(findings)
	if len(findings) > maxFindings {
		more := len(findings) - maxFindings
		findings = append(findings[:maxFindings:maxFindings], Finding{Severity: Note, Code: "more_findings", What: model.Counted(more, "more finding") + " left out.", Remedy: "Correct these first."})
	}
	return findings
}

func (b *builder) leave(path []string, at place, why string) {
	b.result.Left = append(b.result.Left, LeftOut{Setting: dotted(path), Why: why, File: model.Clean(at.file), Line: at.line})
}

// refuse leaves a value out and records why in a finding.
func (b *builder) refuse(s Severity, code string, path []string, at place, what, remedy, why string) {
	b.find(s, code, at, dotted(path), what, remedy)
	b.leave(path, at, why)
}

func (b *builder) take(path []string, n *yaml.Node, at place) {
	b.result.Items = append(b.result.Items, Item{Path: path, Plain: n, File: model.Clean(at.file), Line: at.line})
}

func (b *builder) takeSecret(path []string, text string, at place) {
	b.result.Items = append(b.result.Items, Item{Path: path, Secret: model.NewSecret(text), File: model.Clean(at.file), Line: at.line})
}

// filledIn reports whether a value has been filled in, and records a finding if it has
// not.
func (b *builder) filledIn(path []string, n *yaml.Node, at place) bool {
	u, ok := unfilledValue(n)
	if !ok {
		return true
	}
	remedy := "Fill it in there, and import the file again."
	switch u.code {
	case "template", "encrypted":
		remedy = "Name the file that the LMS reads, in which it is filled in."
	case "reference":
		b.refuse(u.severity, u.code, path, at, "The value is "+u.what+", not the value itself, and the LMS sees the value only after something has filled it in.",
			referenceRemedy(path), "not a value but "+u.what)
		return false
	case "expression":
		remedy = "Write the value itself, or import a JSON dump of the LMS's settings."
	}
	b.refuse(u.severity, u.code, path, at, "The value is "+u.what+"; it has not been filled in yet.", remedy, "not filled in yet: "+u.what)
	return false
}

// referenceRemedy explains how to copy a value from the store that the file refers to.
func referenceRemedy(path []string) string {
	const elsewhere = ", or refer to it in examdesk's configuration as env:NAME or file:PATH"
	if len(path) == 3 && path[0] == backendsName {
		if k, known := settings.Named(path[2]); !known || !k.Secret {
			return "Read the value from that store and write it into examdesk's configuration."
		}
		return "Print the value from that store and pipe it into: examdesk keys set " + model.Clean(path[1]+"/"+path[2]) + " --stdin" + elsewhere + "."
	}
	return "Read the value from that store and write it into examdesk's configuration" + elsewhere + "."
}

// checkSettings reads PROCTORING_SETTINGS.
func (b *builder) checkSettings() {
	value := b.setting(settingsName, false)
	if value == nil {
		value = b.setting(settingsName, true)
	}
	value = b.providerSettings(value)
	b.topSettings(value)
	if value == nil {
		return
	}
	if len(value.Content) > 2*maxKeys {
		b.find(Error, "too_much", b.at(value), settingsName, "PROCTORING_SETTINGS has too many keys.", "Name a settings file as the LMS reads it.")
		return
	}
	for k, v := range fieldsOf(value) {
		path, at := []string{settingsName, k.Value}, place{b.fileOf[v], k.Line}
		form, ours := settingForms()[k.Value]
		switch {
		case isNull(v):
			continue
		case k.Value == "LINK_URLS" && isMap(v):
			b.links(path, v)
			continue
		case !ours && slices.Contains(unusedSettings(), k.Value):
			b.leave(path, at, "examdesk does not use it")
			continue
		case !ours:
			b.unknownSetting(path, at)
			continue
		}
		if n, ok := b.formed(path, form, v, at); ok {
			if k.Value == "ALLOW_CALLBACK_SIMULATION" && isTrue(n) {
				b.find(Warning, "callback_simulation", at, dotted(path), "ALLOW_CALLBACK_SIMULATION is on: anyone who knows an attempt's code can send a callback for it.", "Set it to false wherever real exams are taken.")
			}
			b.take(path, n, at)
		}
	}
}

// topSettings reads the settings that stand beside PROCTORING_SETTINGS rather than in
// it.
func (b *builder) topSettings(inner *yaml.Node) {
	for _, setting := range topSettings() {
		value := b.setting(setting, false)
		if isEmpty(value) || field(inner, setting) != nil {
			continue
		}
		path, at := []string{settingsName, setting}, b.at(value)
		if n, ok := b.formed(path, settingForms()[setting], value, at); ok {
			b.take(path, n, at)
		}
	}
}

// settingForms returns the keys of PROCTORING_SETTINGS that examdesk reads.
func settingForms() map[string]settings.Form {
	return map[string]settings.Form{
		"REQUIRE_FAILURE_SECOND_REVIEWS": settings.Flag, "ALLOW_TIMED_OUT_STATE": settings.Flag, "ALLOW_REVIEW_UPDATES": settings.Flag,
		"ALLOW_CALLBACK_SIMULATION": settings.Flag, "SITE_NAME": settings.Text, "PLATFORM_NAME": settings.Text,
		"CONTACT_EMAIL": settings.Text, "DEFAULT_REVIEW_POLICY": settings.Text, "LINK_URLS": settings.Object,
	}
}

// unusedSettings returns the keys that only edx-proctoring or the platform reads
// (edx-proctoring 5.2.0, constants).
func unusedSettings() []string {
	return []string{"STATUS_EMAIL_FROM_ADDRESS", "SOFTWARE_SECURE_CLIENT_TIMEOUT", "SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD",
		"DESKTOP_APPLICATION_PING_INTERVAL_SECONDS", "USE_ONBOARDING_PROFILE_API", "MUST_BE_VERIFIED_TRACK"}
}

func (b *builder) unknownSetting(path []string, at place) {
	known := unusedSettings()
	for k := range settingForms() {
		known = append(known, k)
	}
	slices.Sort(known)
	if meant, ok := settings.Near(path[1], known); ok {
		b.refuse(Error, "misspelt_key", path, at, fmt.Sprintf("%s is not a setting; %s was probably meant.", name(path[1]), meant), "Write "+meant+".", "misspelt")
		return
	}
	b.refuse(Warning, "unknown_key", path, at, "edx-proctoring reads no such setting.", "Remove it, or correct its name.", "not read by edx-proctoring")
}

// links reads LINK_URLS, each link separately.
func (b *builder) links(path []string, links *yaml.Node) {
	for k, v := range fieldsOf(links) {
		p, at := append(slices.Clone(path), k.Value), place{b.fileOf[v], k.Line}
		if isEmpty(v) {
			continue
		}
		if n, ok := b.formed(p, settings.Text, v, at); ok {
			b.take(p, n, at)
		}
	}
}

// checkSite reads the plain settings of the site.
func (b *builder) checkSite() {
	for _, setting := range siteNames() {
		value := b.setting(setting, false)
		if isEmpty(value) {
			continue
		}
		at := b.at(value)
		if setting == "HTTPS" && isScalar(value) && value.Tag == "!!bool" {
			value = textNode(map[bool]string{true: "on", false: "off"}[isTrue(value)])
		}
		if n, ok := b.formed([]string{setting}, settings.Text, value, at); ok {
			b.take([]string{setting}, n, at)
		}
	}
}

// checkObfuscation reads the key from which learners' ids at the services are derived.
func (b *builder) checkObfuscation(needed bool) {
	value := b.setting(keyName, false)
	if isEmpty(value) {
		if needed {
			b.find(Warning, "no_obfuscation_key", place{}, keyName, "No file gives PROCTORING_USER_OBFUSCATION_KEY, without which learners have no id at a service.",
				"Import the file that has it, or set it with examdesk keys set.")
		}
		return
	}
	path := []string{keyName}
	if b.secretForm(path, value, b.at(value)) {
		b.takeSecret(path, value.Value, b.at(value))
	}
}

// specialExams reads ENABLE_SPECIAL_EXAMS. The LMS merges FEATURES from several places,
// so the last one that has the flag counts.
func (b *builder) specialExams() {
	b.result.SpecialExams = NotSaid
	lms, cms := b.feature(examsName, false), b.feature(examsName, true)
	said := lms
	if said == nil {
		said = cms
	}
	if old := b.feature(oldExamsName, false); old != nil {
		b.find(Warning, "old_feature", b.at(old), oldExamsName, "ENABLE_PROCTORED_EXAMS is the name in the first versions; the LMS no longer reads it.", "Write ENABLE_SPECIAL_EXAMS.")
	}
	if said == nil {
		b.find(Note, "special_exams_not_said", place{}, examsName, "The files do not set whether special exams are on; without ENABLE_SPECIAL_EXAMS they are off.", "Import the file with FEATURES.")
		return
	}
	at := b.at(said)
	b.result.SpecialExamsFile, b.result.SpecialExamsLine = model.Clean(at.file), at.line
	if u, ok := unfilledValue(said); ok {
		b.find(Error, u.code, at, examsName, "The value is "+u.what+".", "Name the file that the LMS reads.")
		return
	}
	b.result.SpecialExams = switchOf(said)
	if said.Tag == "!!str" && isScalar(said) {
		b.find(Warning, "flag_as_text", at, examsName, "The flag is a string; in Python every string but the empty one is true.", "Write true or false without quotation marks.")
	}
	if b.result.SpecialExams == Off {
		b.find(Warning, "special_exams_off", at, examsName, "ENABLE_SPECIAL_EXAMS is off: the LMS has no proctored exams.", "Set it to true for the LMS and for Studio.")
	}
	if lms != nil && cms != nil && switchOf(lms) != switchOf(cms) {
		b.find(Warning, "cms_differs", b.at(cms), examsName, "ENABLE_SPECIAL_EXAMS is "+string(switchOf(lms))+" for the LMS and "+string(switchOf(cms))+" for Studio.", "Set both to the same value.")
	}
}

// switchOf returns how Python reads a flag's value.
func switchOf(n *yaml.Node) Switch {
	if n.Tag == "!!bool" && !isTrue(n) || isEmpty(n) || n.Tag == "!!int" && strings.Trim(n.Value, "0") == "" {
		return Off
	}
	return On
}

// feature returns a flag from FEATURES, or one that stands alone.
func (b *builder) feature(flag string, cms bool) *yaml.Node {
	var found *yaml.Node
	best := fromDocs
	for _, g := range b.all {
		value := g.value
		switch {
		case g.cms != cms || g.from < best:
			continue
		case g.path[0] == featuresName && len(g.path) == 1:
			value = field(g.value, flag)
		case g.path[0] == featuresName && (len(g.path) != 2 || g.path[1] != flag), g.path[0] != featuresName && g.path[0] != flag:
			continue
		}
		if value != nil {
			found, best = value, g.from
		}
	}
	return found
}
