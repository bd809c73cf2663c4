package kittest

import (
	"os"
	"path/filepath"
	"testing"

	"examdesk/config"
)

// Home makes a home of its own with a configuration, so that nothing real is
// touched. It returns the configuration.
func Home(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, filepath.Join(dir, name))
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(dir, "no-bus"))
	t.Setenv(config.PassphraseEnv, "")
	path := filepath.Join(dir, "c.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
