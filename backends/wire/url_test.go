package wire

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"examdesk/model"
)

// What keeps an address from being one that is sent to, and one behind which
// paths are written.
func TestFlaws(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][]Flaw{
		"https://x.example.com/register?a=b": {FlawQuery},
		"https://x.example.com?":             {FlawQuery},
		"https://x.example.com/":             nil,
		"https://x.example.com:8443":         nil,
		"https://[::1]:1":                    nil,
		"http://x.example.com":               {FlawPlain},
		"https://x.example.com#":             {FlawFragment},
		"https://u:p@x.example.com/#a":       {FlawUser, FlawFragment},
		"http://u@x.example.com/?a#b":        {FlawUser, FlawFragment, FlawPlain, FlawQuery},
		"":                                   {FlawForm},
		"x.example.com":                      {FlawForm},
		"ftp://x.example.com":                {FlawForm},
		"https://":                           {FlawForm},
		"https://:1":                         {FlawForm},
		"https://x.example.com:65536":        {FlawForm},
		"https://x.example.com:p":            {FlawForm},
		" https://x.example.com":             {FlawForm},
		"https://x.example.com/ ":            {FlawForm},
		"https://x.example.com/\n":           {FlawForm},
	} {
		u, got := ParseBase(raw, false)
		if !slices.Equal(got, want) || (u == nil) != slices.Contains(want, FlawForm) {
			t.Errorf("%q: %v, want %v", raw, got, want)
		}
		_, baseErr := CheckBase("PROCTORING_BACKENDS.x.base_url", raw, false)
		if (baseErr != nil) != (len(want) > 0) {
			t.Errorf("%q: %v", raw, baseErr)
		}
		withoutQuery := slices.DeleteFunc(slices.Clone(want), func(f Flaw) bool { return f == FlawQuery })
		_, err := CheckURL("PROCTORING_BACKENDS.x.base_url", raw, false)
		if (err != nil) != (len(withoutQuery) > 0) {
			t.Errorf("%q: %v", raw, err)
		}
		for _, err := range []error{err, baseErr} {
			if err != nil && (model.CodeOf(err) != model.CodeInvalid || len(raw) > len("https://") && strings.Contains(err.Error(), raw)) {
				t.Errorf("%q: %v", raw, err)
			}
		}
	}
	if _, got := ParseURL("http://x.example.com", true); got != nil {
		t.Errorf("plain http with leave: %v", got)
	}
}

// Whatever is configured: behind an address without a flaw a path is the end of
// the path, at the same host, and nothing else.
func FuzzParseBase(f *testing.F) {
	for _, s := range []string{"https://x.example.com", "https://x.example.com/a/", "https://[::1]:443", "https://x?", "https://x#", "https://u@x", "https://x/%2f", "https://x/a b", "https://x\\y", "https:x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, found := ParseBase(raw, false)
		if len(found) > 0 {
			return
		}
		const path = "/api/v1/config/"
		below, err := url.Parse(raw + path)
		if err != nil || below.Host != u.Host || below.Scheme != "https" || !strings.HasSuffix(below.Path, path) || below.RawQuery != "" || below.Fragment != "" || below.User != nil {
			t.Errorf("%q: %v, %v", raw, below, err)
		}
	})
}
