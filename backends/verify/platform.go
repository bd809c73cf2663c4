package verify

import (
	"net"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"examdesk/backends/settings"
	"examdesk/model"
)

// platform finds what must be known of the platform and is not: without it nothing
// is sent to the service, however well it can be reached.
func (p probe) platform() outcome {
	var found findings
	switch name := p.v.Site.Name; {
	case name == "":
		found.fail(model.CauseSettings, "SITE_NAME is not configured, so the service cannot be sent the platform's address, and nothing is sent to it",
			"Set SITE_NAME to the LMS's host name, e.g. courses.example.com.")
	case !isHost(name):
		found.fail(model.CauseSettings, "SITE_NAME is "+quoted(name)+", which is not a host name, so the service cannot be sent the platform's address",
			"Set SITE_NAME to the LMS's host name, e.g. courses.example.com, without https:// and without a path.")
	}
	if p.svc.Kind == settings.REST && !p.v.Site.Obfuscates {
		found.fail(model.CauseSettings, "PROCTORING_USER_OBFUSCATION_KEY is not configured; without the LMS's own key the service would mistake each learner for someone else, so nothing is sent to it",
			"Set it to the LMS's value (often that of its SECRET_KEY, which served before edx-proctoring 3.0.0): examdesk keys set PROCTORING_USER_OBFUSCATION_KEY")
	}
	return found.sum("the service is sent the platform's address " + quoted(p.v.Site.Name))
}

// isHost reports whether a text is a host's name or address, with or without a
// port.
func isHost(s string) bool {
	host := s
	if h, port, err := net.SplitHostPort(s); err == nil {
		if port == "" || strings.ContainsFunc(port, func(r rune) bool { return r < '0' || r > '9' }) {
			return false
		}
		host = h
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return true
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil && strings.Contains(host, "_") {
		ascii, err = idna.ToASCII(host)
	}
	return err == nil && ascii != "" && len(ascii) <= 253 && !strings.ContainsAny(ascii, " /:@?#")
}
