package verify

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"examdesk/backends/settings"
	"examdesk/backends/wire"
	"examdesk/model"
)

// address reports whether the service's URL is one, and one that secrets may go to.
func (p probe) address() (outcome, facts) {
	key := addressKey(p.svc.Kind)
	raw := p.svc.Text(key)
	if raw == "" {
		return fail(model.CauseSettings, key+" is missing", "Add it; the service's operator gives it to you."), p.facts
	}
	u, flaws := p.parse(raw)
	if u == nil {
		return fail(model.CauseSettings, key+" is not an address such as https://HOST/PATH", "Correct it."), p.facts
	}
	found := p.addressParts(key, u, flaws)
	at, err := inASCII(u)
	if err != nil {
		found.fail(model.CauseSettings, "the host of "+key+" is not a valid host name", "Correct it.")
		return found.sum(""), p.facts
	}
	if at.Host != u.Host {
		found.warn(model.CauseAddress, fmt.Sprintf("the host %s has letters outside ASCII; it is looked up as %s", quoted(u.Host), quoted(at.Host)),
			"Make sure that no letter was replaced by one that looks the same.")
	}
	p.at = at
	return found.with(fmt.Sprintf("%s://%s", at.Scheme, at.Host) + private(p.svc)), p.facts
}

// private adds that private addresses are allowed, if they are.
func private(s settings.Service) string {
	if s.Flag(settings.AllowPrivate, false) {
		return "; private addresses are allowed"
	}
	return ""
}

// parse reads the service's address as the service does: that of a REST service
// is the beginning of others.
func (p probe) parse(raw string) (*url.URL, []wire.Flaw) {
	allowed := p.svc.Flag(settings.AllowPrivate, false)
	if p.svc.Kind == settings.REST {
		return wire.ParseBase(raw, allowed)
	}
	return wire.ParseURL(raw, allowed)
}

// addressParts finds what should not be in an address. The address itself is in
// no text beyond its host: a path or query may hold a token.
func (p probe) addressParts(key string, u *url.URL, flaws []wire.Flaw) findings {
	var found findings
	allowed := p.svc.Flag(settings.AllowPrivate, false)
	if slices.Contains(flaws, wire.FlawUser) {
		found.fail(model.CauseSettings, key+" holds a name or password", "Remove it from the address: it would end up in logs, and the service does not ask for it.")
	}
	if slices.Contains(flaws, wire.FlawFragment) || slices.Contains(flaws, wire.FlawQuery) {
		found.fail(model.CauseSettings, key+" has a part after ? or #, where the path of a request would end up", "Remove that part.")
	}
	if slices.Contains(flaws, wire.FlawPlain) {
		found.fail(model.CauseSettings, key+" is plain http: everything that is sent could be read in transit",
			"Write https://. Within your own network set "+p.allowKey()+"; only private addresses are reached over plain http.")
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && !wire.IsPublic(addr.WithZone("")) && !allowed {
		found.fail(model.CauseSettings, key+" leads to the private address "+addr.String(),
			"If the service is in your own network, set "+p.allowKey()+"; otherwise correct the address.")
	}
	if p.svc.Kind == settings.REST && strings.HasSuffix(u.Path, "/") {
		found.warn(model.CauseAddress, key+" ends with /, so the requested paths begin with //", "Remove the last /.")
	}
	return found
}

// allowKey is what allows private addresses, as written in the configuration.
func (p probe) allowKey() string {
	return "PROCTORING_BACKENDS." + model.Clean(p.svc.Name) + "." + settings.AllowPrivate + ": true"
}

// inASCII writes the host as it is looked up.
func inASCII(u *url.URL) (*url.URL, error) {
	at := *u
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		return &at, nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil && strings.Contains(host, "_") { // allowed in no host name, and yet in use
		ascii, err = idna.ToASCII(host)
	}
	if err != nil || len(ascii) > 253 {
		return nil, fmt.Errorf("the host is not a name: %w", err)
	}
	at.Host = ascii
	if port := u.Port(); port != "" {
		at.Host += ":" + port
	}
	return &at, nil
}

// dns looks the name up, and refuses a name that leads into a private network.
func (p probe) dns(ctx context.Context) (outcome, facts) {
	host := p.at.Hostname()
	if addr, err := netip.ParseAddr(host); err == nil {
		p.addrs = []netip.Addr{addr}
		return skip("the address is a number, so there is no name to look up"), p.facts
	}
	addrs, err := p.v.Resolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(addrs) == 0 {
		return fail(model.CauseAddress, "the name leads to no address", "Correct "+addressKey(p.svc.Kind)+"."), p.facts
	}
	if err != nil {
		return p.observe(observed{Err: err, Looking: true}), p.facts
	}
	var usable []netip.Addr
	var inside string
	for _, a := range addrs {
		a = a.Unmap()
		if !wire.IsPublic(a.WithZone("")) && !p.svc.Flag(settings.AllowPrivate, false) {
			inside = a.String()
			continue
		}
		usable = append(usable, a)
	}
	if inside != "" {
		return fail(model.CauseAddress, "the name leads to the private address "+model.Clean(inside),
			"If the service is in your own network, set "+p.allowKey()+". If not, something else answers for its name: ask whoever runs your DNS."), p.facts
	}
	p.addrs = usable
	return pass("%s leads to %s", host, addressList(usable)), p.facts
}

// addressList names the first few addresses.
func addressList(addrs []netip.Addr) string {
	const most = 3
	var said []string
	for i, a := range addrs {
		if i == most {
			return strings.Join(said, ", ") + fmt.Sprintf(" and %d more", len(addrs)-most)
		}
		said = append(said, a.String())
	}
	return strings.Join(said, ", ")
}
