package settings

import (
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

func parsed(t *testing.T, name, text string) Service {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	s, err := Parse(name, n.Content[0])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTimeout(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"{}": 0, "{timeout: null}": 0, "{timeout: 30}": 30 * time.Second, "{timeout: 1.5}": 1500 * time.Millisecond, "{timeout: [3.05, 27]}": 30050 * time.Millisecond,
	} {
		if got, err := parsed(t, "x", text).Timeout(); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"{timeout: 0}", "{timeout: -1}", "{timeout: '30'}", "{timeout: [1]}", "{timeout: [1, 2, 3]}", "{timeout: [1, x]}", "{timeout: {a: 1}}", "{timeout: .inf}", "{timeout: .nan}", "{timeout: true}"} {
		if got, err := parsed(t, "x", text).Timeout(); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Paths
	}{
		{"x", "{}", Paths{}},
		{"proctortrack", "{}", Paths{"/edx/oauth2/access_token", "/launch/edx/instructor"}},
		{"proctortrack", "{oauth2_path: /t/, instructor_path: /d}", Paths{"/t", "/d"}},
	} {
		if got, err := parsed(t, c.name, c.text).Paths(); err != nil || got != c.want {
			t.Errorf("%s %s: %v, %v", c.name, c.text, got, err)
		}
	}
	for _, path := range []string{"oauth2", "https://other.example/t", "//other/t", "/a/../b", "/a?b", "/a#b", "/", "/a b", "/%2e%2e/"} {
		if got, err := parsed(t, "x", "{oauth2_path: '"+path+"'}").Paths(); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
}
