package keys

import (
	"strings"
	"unicode/utf8"

	"examdesk/model"
)

// service is the name under which everything is filed.
const service = "examdesk"

// prefix may stand before a name; it says nothing that the service does not.
const prefix = service + "/"

// maxName is the longest name in bytes: macOS has some 3,000 for name and
// secret together.
const maxName = 200

// pendingPart ends the name of a value that is not proven yet. A part that
// begins with a dot is ours, so no name of a person's choice can meet it.
const pendingPart = "/.new"

// NameOf is the name of a service's secret in a profile.
func NameOf(profile, backend, key string) (string, error) {
	return ParseName(strings.Join([]string{profile, backend, key}, "/"))
}

// ParseName reads a name, with or without the leading `examdesk/`, which is
// removed. What is refused is not repeated: it may be a secret that went
// astray.
func ParseName(s string) (string, error) {
	name := strings.TrimPrefix(s, prefix)
	switch {
	case name == "":
		return "", badName("it is empty")
	case len(name) > maxName:
		return "", badName("it is longer than 200 bytes")
	case !utf8.ValidString(name) || model.Clean(name) != name:
		return "", badName("it has characters that cannot be shown")
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case part == "":
			return "", badName("a part of it is empty")
		case strings.TrimSpace(part) != part:
			return "", badName("a part of it begins or ends with a space")
		case strings.HasPrefix(part, "."):
			return "", badName("a part of it begins with a dot")
		}
	}
	return name, nil
}

func badName(why string) error {
	return model.Errorf(model.CodeInvalid, "This is not the name of a secret: %s. Write it as profile/backend/key.", why)
}

// FullName is a name with the leading `examdesk/`.
func FullName(name string) string { return prefix + name }

// pendingName is where a new value waits until it is proven.
func pendingName(name string) string { return name + pendingPart }

// pendingOf is the name that a waiting value is for.
func pendingOf(name string) (string, bool) { return strings.CutSuffix(name, pendingPart) }
