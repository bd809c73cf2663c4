package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/tui/host"

	"github.com/google/go-cmp/cmp"
)

// docs/keys.md is made from the bindings, so that it tells what the keys do.
// go test ./tui -run KeysDoc -update writes it.
func TestKeysDoc(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "keys.md")
	got := keysDoc(desk(t, 120, 40).m.keymap)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("docs/keys.md is not what the keys do (-file +keys):\n%s", diff)
	}
}

func keysDoc(k *host.Keymap) string {
	var b strings.Builder
	b.WriteString("# Keys\n\nGenerated from the program's own table. `ctrl-c` closes the screen that is open; in the list or an attempt it quits, but asks\nfirst if decisions are held. A second `ctrl-c` then quits and keeps them in the journal.\n")
	for _, place := range k.Places {
		fmt.Fprintf(&b, "\n## %s\n\n| key | |\n| --- | --- |\n", place.Title)
		for _, binding := range k.At(place) {
			keys := make([]string, 0, len(binding.Keys))
			for _, name := range binding.Keys {
				keys = append(keys, "`"+strings.ReplaceAll(strings.ReplaceAll(name, " ", "space"), "+", "-")+"`")
			}
			fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(keys, " "), binding.Help)
		}
	}
	return b.String()
}
