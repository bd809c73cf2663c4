package auth

import (
	"net/http/httptest"
	"net/netip"
	"testing"

	"examdesk/model"
)

func TestCallers(t *testing.T) {
	t.Parallel()
	networks := map[string][]netip.Prefix{"psi": {netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("2001:db8::/32")}, "nowhere": {}}
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	for name, c := range map[string]struct {
		callers       Callers
		service, peer string
		passed        []string
		may           bool
	}{
		"not limited":                 {Callers{Networks: networks}, "other", "203.0.113.1:1", nil, true},
		"from there":                  {Callers{Networks: networks}, "psi", "198.51.100.9:1", nil, true},
		"from there, IPv6":            {Callers{Networks: networks}, "psi", "[2001:db8::1]:1", nil, true},
		"from there, mapped":          {Callers{Networks: networks}, "psi", "[::ffff:198.51.100.9]:1", nil, true},
		"from elsewhere":              {Callers{Networks: networks}, "psi", "203.0.113.1:1", nil, false},
		"from nowhere":                {Callers{Networks: networks}, "nowhere", "127.0.0.1:1", nil, false},
		"no address":                  {Callers{Networks: networks}, "psi", "@", nil, false},
		"a header is not believed":    {Callers{Networks: networks}, "psi", "203.0.113.1:1", []string{"198.51.100.9"}, false},
		"by a proxy":                  {Callers{Networks: networks, Proxies: proxies}, "psi", "127.0.0.1:1", []string{"198.51.100.9"}, true},
		"by two proxies":              {Callers{Networks: networks, Proxies: proxies}, "psi", "127.0.0.1:1", []string{"198.51.100.9, 127.0.0.2"}, true},
		"by a proxy, two headers":     {Callers{Networks: networks, Proxies: proxies}, "psi", "127.0.0.1:1", []string{"203.0.113.1", "198.51.100.9"}, true},
		"by a proxy, forged":          {Callers{Networks: networks, Proxies: proxies}, "psi", "127.0.0.1:1", []string{"198.51.100.9, 203.0.113.1"}, false},
		"by a proxy, nonsense":        {Callers{Networks: networks, Proxies: proxies}, "psi", "127.0.0.1:1", []string{"198.51.100.9, x"}, false},
		"the proxy itself":            {Callers{Networks: networks, Proxies: proxies}, "psi", "127.0.0.1:1", nil, false},
		"anonymous":                   {Callers{Anonymous: []string{"psi"}}, "psi", "203.0.113.1:1", nil, true},
		"anonymous, strict":           {Callers{Anonymous: []string{"psi"}, Strict: true}, "psi", "203.0.113.1:1", nil, false},
		"anonymous, strict and named": {Callers{Networks: networks, Anonymous: []string{"psi"}, Strict: true}, "psi", "198.51.100.9:1", nil, true},
		"strict, but signed in":       {Callers{Anonymous: []string{"psi"}, Strict: true}, "other", "203.0.113.1:1", nil, true},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/x", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.passed
		if err := c.callers.May(r, c.service); (err == nil) != c.may || err != nil && model.CodeOf(err) != model.CodeDenied {
			t.Errorf("%s: %v", name, err)
		}
	}
}
