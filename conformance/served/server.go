package served

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// Ready is the line with which `examdesk serve` says where it listens.
var Ready = regexp.MustCompile(`^Serving .* at (https?://[0-9.]+:[0-9]+)`)

// Binary is the program that is tested.
func Binary(t testing.TB) string {
	t.Helper()
	bin := os.Getenv("EXAMDESK_BIN")
	if bin == "" {
		t.Fatal("EXAMDESK_BIN names no program; run make e2e")
	}
	return bin
}

// Options say what is served.
type Options struct {
	// Store is the store's file, Config the text of a configuration.
	Store, Config string
	// Listen is the address; a free one if it is empty.
	Listen string
	// Flags are more flags of serve.
	Flags []string
}

// Server is a running `examdesk serve`.
type Server struct {
	*Process
	URL string
}

// Serve starts the server, with an empty home folder.
func Serve(t testing.TB, o Options) *Server {
	t.Helper()
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "examdesk.yml")
	if err := os.WriteFile(file, []byte(o.Config), 0o600); err != nil {
		t.Fatal(err)
	}
	//nolint:noctx,gosec // a test that ends asks the server to end, and does not kill it; the tester names the program
	cmd := exec.Command(Binary(t), append([]string{"serve", "--listen", o.Listen, "--config", file, "--store", "sqlite:" + o.Store}, o.Flags...)...)
	cmd.Env = Home(dir)
	p := Begin(t, cmd, Ready)
	return &Server{p, p.Found[1]}
}

// Home is the environment of somebody whose home is a folder, and who has no keyring.
func Home(dir string) []string {
	return []string{
		"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "TZ=UTC", "LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent",
	}
}
