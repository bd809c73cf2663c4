package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/config"
	"examdesk/model"
)

func TestNotYAML(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a: 1\nPROCTORING_BACKENDS: {}\nPROCTORING_BACKENDS: {}\n": "line 3 repeats a key from line 2",
		"theme: dark\n  profiles: {\n":                             "look at line",
		"hold_seconds: [synthetic-secret-do-not-use\n":             "look at line",
		"hold_seconds: synthetic-secret-do-not-use\ntheme: dark\n": "look at line 1",
	} {
		path := filepath.Join(t.TempDir(), "c.yml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load(t.Context(), path, "")
		if said := model.Sentence(err); !strings.Contains(said, want) || strings.Contains(said, "do-not-use") || model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%q: %s", text, said)
		}
	}
}
