package setup

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// A flag goes before a variable, and a profile that a flag names has its own store.
func TestFromEnvironment(t *testing.T) {
	t.Setenv("EXAMDESK_STORE", "sqlite:/of/the/variable")
	t.Setenv("EXAMDESK_PROFILE", "of-the-variable")
	t.Setenv("EXAMDESK_AS", "")
	for args, want := range map[string][3]string{
		"":                             {"sqlite:/of/the/variable", "of-the-variable", ""},
		"--store sqlite:/f":            {"sqlite:/f", "of-the-variable", ""},
		"--profile p":                  {"", "p", ""},
		"--profile p --store x --as m": {"x", "p", "m"},
	} {
		s := New(kit.Env{Err: &bytes.Buffer{}}, nil)
		cmd := &cobra.Command{Use: "x", RunE: func(cmd *cobra.Command, _ []string) error { return s.FromEnvironment(cmd) }}
		s.AddFlags(cmd.PersistentFlags())
		cmd.SetArgs(strings.Fields(args))
		if err := cmd.Execute(); err != nil {
			t.Fatal(err)
		}
		if got := [3]string{s.Global.Store, s.Global.Profile, s.Global.As}; got != want {
			t.Errorf("%q: %q, want %q", args, got, want)
		}
	}
	t.Setenv("EXAMDESK_AS", "\xff")
	if err := New(kit.Env{Err: &bytes.Buffer{}}, nil).FromEnvironment(&cobra.Command{}); err == nil || !strings.Contains(err.Error(), "EXAMDESK_AS") {
		t.Errorf("%v", err)
	}
}

func TestAskReviewer(t *testing.T) {
	t.Parallel()
	all := []model.Reviewer{{Username: "r.adeyemi", FullName: "R. Adeyemi"}, {Username: "m.keller"}}
	for typed, want := range map[string]string{"1\n": "r.adeyemi", " m.keller \n": "m.keller", "\n": "", "2": "m.keller"} {
		said := &bytes.Buffer{}
		s := New(kit.Env{In: strings.NewReader(typed), Err: said}, nil)
		if got, err := s.askReviewer(all); err != nil || got != want || !strings.Contains(said.String(), "1  r.adeyemi  R. Adeyemi") {
			t.Errorf("%q: %q, %v, %s", typed, got, err, said)
		}
	}
	for typed, status := range map[string]int{"3\n": 5, "": 2} {
		s := New(kit.Env{In: strings.NewReader(typed), Err: &bytes.Buffer{}}, nil)
		if got, err := s.askReviewer(all); model.ExitCode(err) != status || got != "" {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

// A store that flags name and that is not there is an error, not a new store.
func TestOpenNamed(t *testing.T) {
	t.Parallel()
	s := New(kit.Env{Err: &bytes.Buffer{}}, nil)
	s.Global.File, s.Global.Store = writeConfig(t, "theme: dark\n"), "sqlite:/nonexistent/s.sqlite3"
	if _, err := s.OpenStore(t.Context()); model.ExitCode(err) == 0 {
		t.Error("it was opened")
	}
}

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
