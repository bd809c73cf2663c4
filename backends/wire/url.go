package wire

import (
	"net/url"
	"strconv"
	"strings"

	"examdesk/model"
)

// Flaw is a reason why nothing is sent to an address.
type Flaw string

// The flaws.
const (
	// FlawForm means that it is not a web address. It comes alone.
	FlawForm Flaw = "form"
	// FlawUser is a name or password in the address.
	FlawUser Flaw = "user"
	// FlawFragment is a part behind #, which no server sees.
	FlawFragment Flaw = "fragment"
	// FlawQuery is a part behind ? of an address that others begin with.
	FlawQuery Flaw = "query"
	// FlawPlain is http without TLS where private addresses are not allowed.
	FlawPlain Flaw = "plain"
)

// ParseURL reads the address of a service and finds its flaws; with [FlawForm]
// there is no URL.
func ParseURL(raw string, allowPrivate bool) (*url.URL, []Flaw) {
	u, err := url.Parse(raw)
	if err != nil || !IsWeb(u) || !portExists(u) || strings.TrimSpace(raw) != raw {
		return nil, []Flaw{FlawForm}
	}
	var found []Flaw
	if u.User != nil {
		found = append(found, FlawUser)
	}
	if strings.Contains(raw, "#") { // alone it is in no part of the URL
		found = append(found, FlawFragment)
	}
	if u.Scheme == "http" && !allowPrivate {
		found = append(found, FlawPlain)
	}
	return u, found
}

// ParseBase is [ParseURL] for an address behind which paths are written.
func ParseBase(raw string, allowPrivate bool) (*url.URL, []Flaw) {
	u, found := ParseURL(raw, allowPrivate)
	if u != nil && (u.RawQuery != "" || u.ForceQuery) {
		found = append(found, FlawQuery)
	}
	return u, found
}

// IsWeb reports whether an address has the form https://HOST or http://HOST.
func IsWeb(u *url.URL) bool {
	return u.Hostname() != "" && (u.Scheme == "https" || u.Scheme == "http")
}

func portExists(u *url.URL) bool {
	if u.Port() == "" {
		return true
	}
	_, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil
}

// CheckURL reads the address of a service. what names it in the sentence, e.g.
// "PROCTORING_BACKENDS.software_secure.exam_register_endpoint"; of the address
// itself nothing is in the error, since a path may hold a token.
func CheckURL(what, raw string, allowPrivate bool) (*url.URL, error) {
	u, found := ParseURL(raw, allowPrivate)
	return u, flawed(what, found)
}

// CheckBase is [CheckURL] for an address behind which paths are written.
func CheckBase(what, raw string, allowPrivate bool) (*url.URL, error) {
	u, found := ParseBase(raw, allowPrivate)
	return u, flawed(what, found)
}

// flawed returns the first flaw as a sentence, nil if there is none.
func flawed(what string, found []Flaw) error {
	if len(found) == 0 {
		return nil
	}
	said := map[Flaw]string{
		FlawForm:     "is not an address such as https://HOST/PATH",
		FlawUser:     "holds a name or password; remove them",
		FlawFragment: "has a part after #, which no server sees; remove it",
		FlawQuery:    "has a part after ?; remove it",
		FlawPlain:    "must be https; plain http goes only to private addresses, with allow_private_addresses",
	}[found[0]]
	return model.Errorf(model.CodeInvalid, "%s %s.", what, said)
}
