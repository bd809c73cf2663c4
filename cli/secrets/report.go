package secrets

import (
	"context"
	"maps"
	"slices"
	"strings"

	"examdesk/cli/jsonout"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// States of a secret in `keys list`.
const (
	There     = "there"
	Filed     = "filed" // as far as is known without asking for the passphrase
	Missing   = "missing"
	Elsewhere = "elsewhere" // it is kept in a place that is no longer used
	Unknown   = "unknown"   // the place cannot be read now
	Invalid   = "invalid"   // the configuration refers to something that is not a name
)

// Key is one secret of `keys list --json`; docs/secrets.md describes it.
type Key struct {
	Name     string   `json:"name"`
	State    string   `json:"state"`
	Place    string   `json:"place"`
	Why      string   `json:"why"`
	Warning  string   `json:"warning"`
	UsedBy   []string `json:"used_by"`
	Rotating bool     `json:"rotating"`
	// Set is when its value was saved; null if that is not known.
	Set *jsonout.Time `json:"set_at"`
}

// Report is what there is to say about secrets. err is why the place cannot be used.
type Report struct {
	Choice keys.Choice
	Err    error
	Keys   []Key
	// unlisted is set if the list of names could not be read, so that it is not known
	// what is saved.
	Unlisted bool
}

// ReportOn looks at all names that are saved or referred to, without asking for a
// passphrase.
func ReportOn(ctx context.Context, a *setup.Setup, c config.Config) Report {
	v := a.Vault(c) // with a prompt it knows that it would have to ask, but does not
	var r Report
	r.Choice, r.Err = v.Choose(ctx)
	filed, err := v.Names(ctx)
	if r.Err == nil {
		r.Err = err
	}
	r.Unlisted = filed == nil
	all := map[string]Key{}
	for _, f := range filed {
		k := Key{Name: keys.FullName(f.Name), Place: string(f.Place), Rotating: f.Rotating}
		if !f.Set.IsZero() {
			k.Set = (*jsonout.Time)(&f.Set)
		}
		all[f.Name] = k
	}
	for _, u := range c.SecretUses() {
		ref, ok := strings.CutPrefix(u.Ref, "keyring:")
		if !ok {
			continue
		}
		name, err := keys.ParseName(ref)
		if err != nil {
			all[ref] = Key{Name: model.Clean(ref), State: Invalid, UsedBy: append(all[ref].UsedBy, u.Key)}
			continue
		}
		k := all[name]
		k.Name, k.UsedBy = keys.FullName(name), append(k.UsedBy, u.Key)
		all[name] = k
	}
	for name, k := range all { // a secret used only by another profile is used, too
		k.UsedBy = append(k.UsedBy, c.ElsewhereUsed(name)...)
		all[name] = k
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		k := all[name]
		r.look(ctx, v, name, &k)
		r.Keys = append(r.Keys, k)
	}
	return r
}

// look finds out whether a secret exists.
func (r Report) look(ctx context.Context, v *keys.Vault, name string, k *Key) {
	k.Why, k.Warning = r.Choice.Why, r.Choice.Warning
	if k.UsedBy == nil {
		k.UsedBy = []string{}
	}
	switch {
	case k.State == Invalid:
		return
	case r.Err != nil:
		k.State = Unknown
		return
	case k.Place != "" && k.Place != string(r.Choice.Kind):
		k.State = Elsewhere
		return
	case !v.Quiet(r.Choice.Kind) && k.Place == "":
		k.State = Unknown
		return
	case !v.Quiet(r.Choice.Kind):
		k.State = Filed
		return
	}
	_, err := v.Get(ctx, name)
	switch {
	case err == nil:
		k.State, k.Place = There, string(r.Choice.Kind)
	case model.CodeOf(err) == model.CodeNotFound:
		k.State = Missing
	default:
		k.State = Unknown
	}
}
