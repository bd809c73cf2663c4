package auth

import (
	"net/http"
	"net/netip"
	"strings"

	"examdesk/model"
)

// Callers knows from where proctoring services call.
type Callers struct {
	// Networks are those of each service; a service that is not there may call from
	// anywhere.
	Networks map[string][]netip.Prefix
	// Anonymous are services whose callbacks nobody signs. Where the server is strict
	// they need networks.
	Anonymous []string
	// Proxies are in front of the server; what they say of whom they ask for is believed.
	Proxies []netip.Prefix
	Strict  bool
}

// May refuses a callback of a service that comes from elsewhere; the error has
// [model.CodeDenied].
func (c Callers) May(r *http.Request, service string) error {
	networks, limited := c.Networks[service]
	if !limited {
		for _, name := range c.Anonymous {
			limited = limited || c.Strict && name == service
		}
	}
	if !limited {
		return nil
	}
	from := c.address(r)
	if from.IsValid() && within(from, networks) {
		return nil
	}
	return model.Errorf(model.CodeDenied, "Callbacks of %s are not taken from this address; PROCTORING_BACKENDS.%s.callbacks_from lists the networks from which they are.", service, service)
}

// address is the client's: the last one in X-Forwarded-For that no proxy of ours has. It
// is not valid if it is not known.
func (c Callers) address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := peer.Addr().Unmap()
	passed := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(passed) - 1; i >= 0 && within(from, c.Proxies); i-- {
		if strings.TrimSpace(passed[i]) == "" {
			continue
		}
		if from, err = netip.ParseAddr(strings.TrimSpace(passed[i])); err != nil {
			return netip.Addr{}
		}
		from = from.Unmap()
	}
	return from
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}
