package wire

import (
	"net/netip"
	"testing"
)

func TestIsPublic(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1", "198.17.0.1", "223.255.255.255",
		"2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
	} {
		if !IsPublic(netip.MustParseAddr(s)) {
			t.Errorf("%s is public", s)
		}
	}
	for _, s := range []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
		"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2001::1", "100::1", "64:ff9b:1::1", "3fff::1", "5f00::1",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2002:c0a8:101::1",
	} {
		if IsPublic(netip.MustParseAddr(s)) {
			t.Errorf("%s is not public", s)
		}
	}
}

// What the guard lets through, by what was configured.
func TestGuard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		guard   Guard
		address string
		ok      bool
	}{
		{Guard{}, "8.8.8.8:443", true},
		{Guard{}, "127.0.0.1:443", false},
		{Guard{}, "[::ffff:127.0.0.1]:443", false},
		{Guard{}, "[fe80::1%eth0]:443", false},
		{Guard{}, "[::1]:443", false},
		{Guard{}, "localhost:443", false}, // never a name at this point
		{Guard{AllowPrivate: true}, "127.0.0.1:443", true},
		{Guard{AllowPrivate: true}, "8.8.8.8:443", true},
		{Guard{AllowPrivate: true, Plain: true}, "10.1.2.3:80", true},
		{Guard{AllowPrivate: true, Plain: true}, "8.8.8.8:80", false},
		{Guard{AllowPrivate: true, Plain: true}, "[::ffff:8.8.8.8]:80", false},
	} {
		if err := c.guard.Control(t.Context(), "tcp", c.address, nil); (err == nil) != c.ok {
			t.Errorf("%+v %s: %v", c.guard, c.address, err)
		}
	}
}
