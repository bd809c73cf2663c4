package wire

import (
	"context"
	"net/netip"
	"syscall"
)

// PrivateAddressError means that a name led to an address that requests may not go to.
type PrivateAddressError struct {
	Addr netip.Addr
	// Public reports the opposite: plain http would have left the private network.
	Public bool
}

// Error completes a sentence that begins with whose address it is.
func (e *PrivateAddressError) Error() string {
	if e.Public {
		return "is plain http and leads to the public address " + e.Addr.String()
	}
	return "leads to the private address " + e.Addr.String()
}

// Guard checks each address just before the connection is made, so that a name that now
// resolves to another address cannot bypass it.
type Guard struct {
	AllowPrivate bool
	// Plain is http without TLS: it stays within private networks.
	Plain bool
}

// Control is a [net.Dialer]'s ControlContext. Its error is a
// [PrivateAddressError].
func (g Guard) Control(_ context.Context, _, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	addr := ap.Addr().WithZone("")
	public := IsPublic(addr)
	if !public && !g.AllowPrivate || public && g.Plain {
		return &PrivateAddressError{Addr: addr.Unmap(), Public: public}
	}
	return nil
}

// IsPublic reports whether an address can belong to a host on the internet. What
// carries an IPv4 address inside an IPv6 one is judged by that.
func IsPublic(addr netip.Addr) bool {
	addr = addr.Unmap()
	if addr.Is4() {
		return addr.IsGlobalUnicast() && !addr.IsPrivate() && !within(addr, special4())
	}
	if inner, ok := embedded(addr); ok {
		return IsPublic(inner)
	}
	return addr.IsGlobalUnicast() && !addr.IsPrivate() && !within(addr, special6())
}

func within(addr netip.Addr, prefixes []string) bool {
	for _, p := range prefixes {
		if netip.MustParsePrefix(p).Contains(addr) {
			return true
		}
	}
	return false
}

// special4 are the blocks of IPv4 that lead to no host on the internet (IANA's
// registry of special-purpose addresses), beside those that Go knows.
func special4() []string {
	return []string{
		"0.0.0.0/8",       // this network
		"100.64.0.0/10",   // between a provider and its customers
		"192.0.0.0/24",    // protocols
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // 6to4 relays
		"198.18.0.0/15",   // benchmarks
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"240.0.0.0/4",     // reserved, and broadcast
	}
}

// special6 are those of IPv6.
func special6() []string {
	return []string{
		"::/96",          // IPv4-compatible, given up
		"64:ff9b:1::/48", // local translation
		"100::/64",       // discarded
		"2001::/32",      // Teredo, which hides where it leads
		"2001:db8::/32",  // documentation
		"3fff::/20",      // documentation
		"5f00::/16",      // segment routing
		"fec0::/10",      // site-local, given up
	}
}

// embedded returns the IPv4 address that a translating or tunnelling address leads to.
func embedded(addr netip.Addr) (netip.Addr, bool) {
	b := addr.As16()
	switch {
	case within(addr, []string{"64:ff9b::/96"}): // NAT64
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case within(addr, []string{"2002::/16"}): // 6to4
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return netip.Addr{}, false
}
