// Package lmsfile reads how an LMS is configured for proctoring: its settings files of
// every version, the inputs of Tutor and ansible, a dump of its settings, and the
// snippets in edx-proctoring's own documentation. It returns the values that can be
// imported and what is wrong with the rest. It is pure: it takes bytes and returns an
// answer. It executes nothing, and no text of an answer contains the value of a secret.
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
	// Variable is the name of the variable whose value the file holds, as a mounted
	// secret does; empty for a settings file.
	Variable string
	// Found reports whether the file was found in a folder rather than named, in which
	// case it need not have settings.
	Found bool
	// EnvFiles holds the files that env_file names in a compose file, by the path
	// written there; see [EnvFiles].
	EnvFiles map[string]File
}

// Severity is how serious a finding is.
type Severity string

// An error keeps something from being imported, a warning deserves a look, and a note
// only records what was seen.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is a remark about a file.
type Finding struct {
	Severity Severity
	// Code is stable, in snake_case; docs/import.md lists them.
	Code string
	File string
	// Line is 0 if the finding is about the whole file, or about all files.
	Line int
	// Setting is the setting concerned, e.g. PROCTORING_BACKENDS.software_secure.
	Setting string
	What    string
	Remedy  string
}

// Item is one value that can be imported.
type Item struct {
	// Path leads to the setting, e.g. PROCTORING_BACKENDS, software_secure,
	// secret_key.
	Path []string
	// Secret is set for a secret value, Plain for any other.
	Secret model.Secret
	Plain  *yaml.Node
	File   string
	Line   int
}

// Setting returns the item's dotted name.
func (i Item) Setting() string { return dotted(i.Path) }

// IsSecret reports whether the value belongs in the secret store.
func (i Item) IsSecret() bool { return i.Plain == nil }

// Shown returns the value as it may be printed; for a secret, only its length.
func (i Item) Shown() string {
	if i.IsSecret() {
		return "secret, " + model.Counted(len([]rune(i.Secret.Reveal())), "character")
	}
	return shown(i.Plain)
}

// SecretName returns the name under which a profile's secret store keeps the item.
// Secrets that belong to no service are kept under "lms".
func (i Item) SecretName(profile string) string {
	owner := "lms"
	if len(i.Path) > 2 {
		owner = i.Path[1]
	}
	return "examdesk/" + profile + "/" + owner + "/" + i.Path[len(i.Path)-1]
}

// LeftOut is a setting that is not imported.
type LeftOut struct {
	Setting string
	Why     string
	File    string
	Line    int
}

// Switch is the state of a feature according to the files.
type Switch string

// A feature is on, off, or not set in any file.
const (
	On      Switch = "on"
	Off     Switch = "off"
	NotSaid Switch = "not_said"
)

// Source describes how a file was read.
type Source struct {
	File   string
	Format string
	// Settings lists the settings in the file, in its order.
	Settings []string
}

// Result is what was read from all files.
type Result struct {
	Sources  []Source
	Items    []Item
	Left     []LeftOut
	Findings []Finding
	// SpecialExams is the state of ENABLE_SPECIAL_EXAMS and where it is set.
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

// name returns a name from a file in a form that is safe to print.
func name(s string) string {
	const longest = 60
	r := []rune(model.Clean(s))
	if len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return string(r)
}
