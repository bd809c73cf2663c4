package config_test

import (
	"strings"
	"testing"

	"examdesk/cli/kit/kittest"
	"examdesk/config"
	"examdesk/keys"
)

// Secrets in plain text are among the warnings.
func TestKeysOfTheDesk(t *testing.T) {
	home := kittest.Home(t, "secrets: {store: plain}\n")
	c, err := config.Load(t.Context(), home, "")
	if err != nil {
		t.Fatal(err)
	}
	if w := c.Warnings(); len(w) != 1 || !strings.Contains(w[0], "plain text") || len(c.Literals()) != 0 {
		t.Errorf("%q", w)
	}
}

// All copies of a configuration share one vault, so that a keyring that hung once
// is asked no more.
func TestOneVault(t *testing.T) {
	home := kittest.Home(t, "theme: dark\n")
	c, err := config.Load(t.Context(), home, "")
	if err != nil {
		t.Fatal(err)
	}
	d := c
	if c.Vault() != d.Vault() {
		t.Error("two vaults")
	}
	if (config.Config{}).Vault() == nil || keys.FullName("a") != "examdesk/a" {
		t.Error("a configuration without a file has no vault")
	}
}
