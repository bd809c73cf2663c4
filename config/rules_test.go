package config_test

import (
	"strings"
	"testing"

	"examdesk/config"
)

// --rules goes before the profile's rules, and a release that is not known is
// refused with those that are.
func TestRulesChosen(t *testing.T) {
	t.Parallel()
	const file = `
default_profile: old
profiles:
  old: {store: "sqlite:/x", rules: 5.2.0}
  new: {store: "sqlite:/x"}
`
	for _, c := range []struct{ flag, profile, want string }{
		{"", "old", "5.2.0"}, {"", "new", "6.1.2"}, {"6.1.1", "old", "6.1.0"}, {"6.1.4", "new", "6.1.2"},
	} {
		whole, err := config.Parse([]byte(file), "x.yaml")
		if err != nil {
			t.Fatal(err)
		}
		conf, err := whole.Of(c.profile)
		if err != nil {
			t.Fatal(err)
		}
		a := config.Env{Flags: config.Flags{Rules: c.flag}}
		r, err := a.Followed(conf)
		if err != nil || r.Release != c.want || !strings.Contains(a.RulesWords(conf, r), c.want) {
			t.Errorf("%+v: %s, %v", c, r.Release, err)
		}
		if note := a.RulesNote(conf); (note == "") != (c.want == "6.1.2") {
			t.Errorf("%+v: %q", c, note)
		}
	}
	if _, err := (config.Env{Flags: config.Flags{Rules: "9.9.9"}}).Followed(config.Config{}); err == nil || !strings.Contains(err.Error(), "5.2.0, 6.1.0, 6.1.2") {
		t.Errorf("%v", err)
	}
	if _, err := config.Parse([]byte("profiles:\n  a: {rules: '4.0'}\n"), "x.yaml"); err == nil || !strings.Contains(err.Error(), "6.1.2") {
		t.Errorf("%v", err)
	}
}
