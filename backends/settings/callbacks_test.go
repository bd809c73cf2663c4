package settings

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

func TestCallbacks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{}": "anywhere", "{callbacks_from: }": "anywhere", "{callbacks_from: []}": "", "{callbacks_from: [198.51.100.7/24]}": "198.51.100.0/24",
		"{callbacks_from: [198.51.100.7, '2001:db8::/32']}": "198.51.100.7/32 2001:db8::/32", "{callbacks_from: ['::ffff:198.51.100.7']}": "198.51.100.7/32",
		"{callbacks_from: 198.51.100.0/24}": "refused", "{callbacks_from: [example.com]}": "refused", "{callbacks_from: [198.51.100.0/33]}": "refused",
		"{callbacks_from: ['fe80::1%eth0']}": "refused", "{callbacks_from: ['::ffff:198.51.100.0/120']}": "refused", "{callbacks_from: {a: b}}": "refused",
	} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		s, err := Parse("software_secure", doc.Content[0])
		if err != nil {
			t.Fatal(err)
		}
		networks, err := s.Callbacks()
		var list []string
		for _, n := range networks {
			list = append(list, n.String())
		}
		got := strings.Join(list, " ")
		switch {
		case err != nil && model.CodeOf(err) == model.CodeInvalid:
			got = "refused"
		case networks == nil:
			got = "anywhere"
		}
		if got != want {
			t.Errorf("%s: %q, want %q (%v)", text, got, want, err)
		}
	}
}
