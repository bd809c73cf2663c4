package keys

import (
	"strings"
	"unicode/utf8"

	"examdesk/model"
)

// service is the name under which the OS keyring keeps all of examdesk's secrets.
const service = "examdesk"

// prefix may precede a name; it adds nothing to the service.
const prefix = service + "/"

// maxName is the longest name in bytes: macOS has about 3,000 for name and secret
// together.
const maxName = 200

// pendingPart ends the name of a value that is not proven yet. Only examdesk's own
// names have a part that begins with a dot, so no name that a person chooses can
// collide with it.
const pendingPart = "/.new"

// NameOf returns the name of a service's secret in a profile.
func NameOf(profile, backend, key string) (string, error) {
	return ParseName(strings.Join([]string{profile, backend, key}, "/"))
}

// ParseName reads a name and removes a leading `examdesk/`. The error does not quote
// the name: it may be a secret that was pasted in the wrong place.
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

// FullName returns the name with the leading `examdesk/`.
func FullName(name string) string { return prefix + name }

// pendingName returns the name under which a new value waits until it is proven.
func pendingName(name string) string { return name + pendingPart }

// pendingOf returns the name that a waiting value is for.
func pendingOf(name string) (string, bool) { return strings.CutSuffix(name, pendingPart) }
