package keys

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/zalando/go-keyring"

	"examdesk/model"
)

func TestResolve(t *testing.T) {
	keyring.MockInit()
	if err := keyring.Set(keyringService, "local/test/key", "from the keyring"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("EXAMDESK_TEST_SECRET", "from the environment")
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("from a file\nnot this\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string]Secret{
		"keyring:local/test/key":   {Value: "from the keyring"},
		"env:EXAMDESK_TEST_SECRET": {Value: "from the environment"},
		"file:" + path:             {Value: "from a file"},
		"plain":                    {Value: "plain", Literal: true},
		"with:colon":               {Value: "with:colon", Literal: true},
		"":                         {},
	} {
		got, err := Resolve(context.Background(), ref)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", ref, got, err)
		}
	}
	for _, ref := range []string{"keyring:none", "env:EXAMDESK_TEST_UNSET", "file:/nonexistent"} {
		if _, err := Resolve(context.Background(), ref); model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

func TestResolveKeyringDown(t *testing.T) {
	keyring.MockInitWithError(errors.New("no bus"))
	if _, err := Resolve(context.Background(), "keyring:x"); model.CodeOf(err) != model.CodeUnavailable {
		t.Error(err)
	}
}
