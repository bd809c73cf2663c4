// Package lmsfile reads how an LMS is configured for proctoring: its settings
// files of all times, Tutor's and ansible's inputs, a dump of its settings, and
// the snippets of edx-proctoring's own documentation. It answers what can be
// taken over and what is wrong with the rest. It is pure: bytes in, answer out.
// Nothing is executed, and no text of an answer holds the value of a secret.
package lmsfile

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// File is one file to read.
type File struct {
	Name string
	Data []byte
	// Shared reports whether users other than its owner can read it.
	Shared bool
	// Variable is the name of the variable whose value the file is, as a mounted
	// secret is; empty for a file of settings.
	Variable string
	// Found reports whether the file was found in a folder and not named, so that it
	// need not have settings.
	Found bool
	// EnvFiles are the files that env_file names in a compose file, by the path
	// that is written there; see [EnvFiles].
	EnvFiles map[string]File
}

// Severity sorts findings by what they keep from being done.
type Severity string

// An error keeps something from being taken over, a warning deserves a look, a
// note only records what was seen.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is something to know about a file.
type Finding struct {
	Severity Severity
	// Code is stable, in snake_case; docs/import.md lists them.
	Code string
	File string
	// Line is 0 where the finding is about the whole file, or about all of them.
	Line int
	// Setting is what it is about, e.g. PROCTORING_BACKENDS.software_secure.
	Setting string
	What    string
	Remedy  string
}

// Item is one value that can be taken over.
type Item struct {
	// Path leads to the setting, e.g. PROCTORING_BACKENDS, software_secure,
	// secret_key.
	Path []string
	// Secret is the value of a secret one, Plain that of any other.
	Secret model.Secret
	Plain  *yaml.Node
	File   string
	Line   int
}

// Setting is the item's name with dots.
func (i Item) Setting() string { return dotted(i.Path) }

// IsSecret reports whether the value belongs into the secret store.
func (i Item) IsSecret() bool { return i.Plain == nil }

// Shown is the value as it may be printed: of a secret only its length.
func (i Item) Shown() string {
	if i.IsSecret() {
		return "secret, " + model.Counted(len([]rune(i.Secret.Reveal())), "character")
	}
	return shown(i.Plain)
}

// SecretName is the name under which a profile's secret store keeps the item.
// What belongs to no service is filed under "lms".
func (i Item) SecretName(profile string) string {
	owner := "lms"
	if len(i.Path) > 2 {
		owner = i.Path[1]
	}
	return "examdesk/" + profile + "/" + owner + "/" + i.Path[len(i.Path)-1]
}

// LeftOut is a setting that is not taken over.
type LeftOut struct {
	Setting string
	Why     string
	File    string
	Line    int
}

// Switch is what the files say about a feature.
type Switch string

// A feature is on, off, or none of the files says.
const (
	On      Switch = "on"
	Off     Switch = "off"
	NotSaid Switch = "not_said"
)

// Source describes how a file was read.
type Source struct {
	File   string
	Format string
	// Settings are those that the file gives, in its order.
	Settings []string
}

// Result is what the files come to.
type Result struct {
	Sources  []Source
	Items    []Item
	Left     []LeftOut
	Findings []Finding
	// SpecialExams is ENABLE_SPECIAL_EXAMS, and where that stands.
	SpecialExams     Switch
	SpecialExamsFile string
	SpecialExamsLine int
}

func dotted(path []string) string {
	parts := make([]string, 0, len(path))
	for _, p := range path {
		parts = append(parts, name(p))
	}
	return strings.Join(parts, ".")
}

// name is a name of a file's own as it may be printed.
func name(s string) string {
	const longest = 60
	r := []rune(model.Clean(s))
	if len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return string(r)
}
