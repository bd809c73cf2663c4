package setup

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"examdesk/config"
	"examdesk/model"
)

// Of changes at the same time none is lost.
func TestConfigChangedAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "c.yml")
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := ChangeConfig(t.Context(), path, func(f *config.File) error {
				return f.SetBackendKey(config.Config{ProfileName: config.NoDefault}, fmt.Sprintf("service%d", i), "client_id", config.Scalar("c"))
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if c, err := config.Load(t.Context(), path, ""); err != nil || len(c.Backends) != 20 {
		t.Errorf("%d are there, %v", len(c.Backends), err)
	}
	f, err := config.ReadFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("theme: dark\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteUnchanged(t.Context(), path); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("what somebody else wrote was replaced: %v", err)
	}
}
