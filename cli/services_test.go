package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/conformance/sampled"
)

// manyServices is a configuration with a number of services.
func manyServices(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("SITE_NAME: lms.example.com\nPROCTORING_BACKENDS:\n  DEFAULT: s0\n")
	for i := range n {
		fmt.Fprintf(&b, "  s%d:\n    base_url: https://s%d.example.com\n    client_id: id\n    client_secret: keyring:s\n", i, i)
	}
	path := filepath.Join(t.TempDir(), "examdesk.yml")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Tens of thousands of services are listed. Where each key is compared with each
// other one, this test takes minutes; the time limit of make e2e, which tries it
// whole, finds that.
func TestManyServices(t *testing.T) {
	t.Parallel()
	many := 40_000 / sampled.Every(t, 8)
	path := manyServices(t, many)
	var out, said bytes.Buffer
	if code := Run(t.Context(), []string{"--config", path, "backend", "list", "--json"}, kit.Env{Out: &out, Err: &said, Clock: noon}); code != 0 {
		t.Fatal(code, said.String())
	}
	var list []struct{ Name string }
	if err := json.Unmarshal(out.Bytes(), &list); err != nil || len(list) != many || list[0].Name != "s0" {
		t.Fatal(len(list), err)
	}
}

// Who is told to end while the configuration is read ends with 130 and does not
// wait for it.
func TestReadingTheConfigurationEnds(t *testing.T) {
	t.Parallel()
	path := manyServices(t, 3)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, args := range [][]string{
		{"backend", "list"}, {"backend", "verify"}, {"keys", "list"}, {"keys", "export"}, {"profile", "list"}, {"attempt", "list"}, {"exam", "list"}, {"outbox", "list"},
	} {
		var out, said bytes.Buffer
		code := Run(ctx, append([]string{"--config", path}, args...), kit.Env{Out: &out, Err: &said, Clock: noon})
		if code != 130 || said.String() != "examdesk: Interrupted. Nothing was changed.\n" || out.Len() > 0 {
			t.Errorf("%v: %d %q %q", args, code, said.String(), out.String())
		}
	}
	if _, err := config.Load(ctx, path, ""); err == nil {
		t.Error("the configuration was read to its end")
	}
}
