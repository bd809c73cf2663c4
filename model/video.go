package model

import (
	"net/url"
	"strings"
)

// CheckVideoURL reports whether the address of a recording may be opened: https
// with a host, or plain http to a host that the settings name. The address
// comes from a vendor's payload, so anything else is refused.
func CheckVideoURL(raw string, allowedHosts []string) (string, error) {
	if raw != Clean(raw) || strings.ContainsAny(raw, " \"'`<>\\") {
		return "", Errorf(CodeInvalid, "The video's address contains characters that an address cannot have; it is not opened.")
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil {
		return "", Errorf(CodeInvalid, "The video's address is not a web address; it is not opened.")
	}
	switch {
	case u.Scheme == "https":
		return u.String(), nil
	case u.Scheme == "http" && hostIn(u.Hostname(), allowedHosts):
		return u.String(), nil
	case u.Scheme == "http":
		return "", Errorf(CodeDenied,
			"The video's address is not https. To open it anyway, add %q to video_hosts in the configuration.", u.Hostname())
	}
	return "", Errorf(CodeInvalid, "The video's address is %s:, not https:; it is not opened.", u.Scheme)
}

func hostIn(host string, allowed []string) bool {
	for _, a := range allowed {
		if strings.EqualFold(host, a) {
			return true
		}
	}
	return false
}
