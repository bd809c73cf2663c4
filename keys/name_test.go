package keys

import (
	"strings"
	"testing"

	"examdesk/model"
)

func TestParseName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"default/software_secure/secret_key":          "default/software_secure/secret_key",
		"examdesk/default/software_secure/secret_key": "default/software_secure/secret_key",
		"platform_webhook":                            "platform_webhook",
		"Hochschule Süd/psi/key":                      "Hochschule Süd/psi/key",
	} {
		if got, err := ParseName(in); err != nil || got != want {
			t.Errorf("%s: %s, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "examdesk/", "/", "a//b", "a/", "/a", "a/ b", "a /b", ".probe/x", "a/.new", "a\nb", "a\x1b[2Jb", "a\u202eb", "\xff",
		strings.Repeat("x", maxName+1)} {
		if got, err := ParseName(in); model.CodeOf(err) != model.CodeInvalid || got != "" {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	if name, err := NameOf("default", "psi", "secret_key"); err != nil || FullName(name) != "examdesk/default/psi/secret_key" {
		t.Error(name, err)
	}
	if _, err := NameOf("", "psi", "secret_key"); err == nil {
		t.Error("an empty profile was taken")
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"a/b/c", "examdesk/a", "..", "a//b", "\x00", "ä/\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, err := ParseName(s)
		if err != nil {
			if len(s) > 12 && strings.Contains(err.Error(), s) {
				t.Errorf("the refusal repeats %q", s)
			}
			return
		}
		if name == "" || len(name) > maxName || model.Clean(name) != name || strings.Contains("/"+name, "/.") || strings.Contains("/"+name+"/", "//") {
			t.Errorf("%q became %q", s, name)
		}
		if back, err := ParseName(FullName(name)); err != nil || back != name {
			t.Errorf("%q became %q, %v", name, back, err)
		}
		if base, pending := pendingOf(pendingName(name)); !pending || base != name {
			t.Errorf("%q: %q", name, base)
		}
	})
}
