package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// States of a secret in `keys list`.
const (
	keyThere     = "there"
	keyFiled     = "filed" // as is remembered; nobody was asked for the passphrase
	keyMissing   = "missing"
	keyElsewhere = "elsewhere" // it is filed in a place that is not used now
	keyUnknown   = "unknown"   // the place cannot be looked into now
	keyInvalid   = "invalid"   // the configuration refers to what is not a name
)

// keyJSON is one secret of `keys list --json`; docs/secrets.md describes it.
type keyJSON struct {
	Name     string   `json:"name"`
	State    string   `json:"state"`
	Place    string   `json:"place"`
	Why      string   `json:"why"`
	Warning  string   `json:"warning"`
	UsedBy   []string `json:"used_by"`
	Rotating bool     `json:"rotating"`
	// Set is when its value was filed, null if that is not known.
	Set *jsonout.Time `json:"set_at"`
}

// keysReport is what there is to say about secrets. err is why the place cannot
// be used.
type keysReport struct {
	choice keys.Choice
	err    error
	keys   []keyJSON
	// unlisted tells that the list of names could not be read: what is filed is
	// not known.
	unlisted bool
}

// keysReport looks at all names that are filed or referred to. It asks nobody
// for a passphrase.
func (a *app) keysReport(ctx context.Context, c config.Config) keysReport {
	v := a.secrets(c) // with a prompt it knows that it would have to ask, and does not
	var r keysReport
	r.choice, r.err = v.Choose(ctx)
	filed, err := v.Names(ctx)
	if r.err == nil {
		r.err = err
	}
	r.unlisted = filed == nil
	all := map[string]keyJSON{}
	for _, f := range filed {
		k := keyJSON{Name: keys.FullName(f.Name), Place: string(f.Place), Rotating: f.Rotating}
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
			all[ref] = keyJSON{Name: model.Clean(ref), State: keyInvalid, UsedBy: append(all[ref].UsedBy, u.Key)}
			continue
		}
		k := all[name]
		k.Name, k.UsedBy = keys.FullName(name), append(k.UsedBy, u.Key)
		all[name] = k
	}
	for name, k := range all { // what only another profile uses is used too
		k.UsedBy = append(k.UsedBy, c.ElsewhereUsed(name)...)
		all[name] = k
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		k := all[name]
		r.look(ctx, v, name, &k)
		r.keys = append(r.keys, k)
	}
	return r
}

// look finds out whether a secret is there.
func (r keysReport) look(ctx context.Context, v *keys.Vault, name string, k *keyJSON) {
	k.Why, k.Warning = r.choice.Why, r.choice.Warning
	if k.UsedBy == nil {
		k.UsedBy = []string{}
	}
	switch {
	case k.State == keyInvalid:
		return
	case r.err != nil:
		k.State = keyUnknown
		return
	case k.Place != "" && k.Place != string(r.choice.Kind):
		k.State = keyElsewhere
		return
	case !v.Quiet(r.choice.Kind) && k.Place == "":
		k.State = keyUnknown
		return
	case !v.Quiet(r.choice.Kind):
		k.State = keyFiled
		return
	}
	_, err := v.Get(ctx, name)
	switch {
	case err == nil:
		k.State, k.Place = keyThere, string(r.choice.Kind)
	case model.CodeOf(err) == model.CodeNotFound:
		k.State = keyMissing
	default:
		k.State = keyUnknown
	}
}

func (a *app) keysListCmd() *cobra.Command {
	var l printer.List
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the names of secrets, where they are, and what refers to them",
		Example: "  examdesk keys list\n  examdesk keys list --jq '.[] | select(.state == \"missing\") | .name'",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := l.Check(); err != nil {
				return err
			}
			c, err := a.loadConfig(cmd.Context())
			if err != nil {
				return err
			}
			return a.sayKeys(a.keysReport(cmd.Context(), c), l)
		},
	}
	cmd.Flags().IntVar(&l.Limit, "limit", 0, "most names to list; 0 for all")
	cmd.Flags().BoolVar(&l.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []keyJSON(nil))
	return cmd
}

func (a *app) sayKeys(r keysReport, l printer.List) error {
	a.sayChoice(r.choice)
	if r.unlisted {
		return r.err
	}
	if r.err != nil {
		_, _ = fmt.Fprintf(a.Err, "Warning: %s\n", model.Sentence(r.err))
	}
	shown := printer.Cut(l, r.keys)
	if l.AsJSON {
		return printer.JSON(a.Out, append([]keyJSON{}, shown...))
	}
	if len(shown) == 0 {
		_, err := fmt.Fprintln(a.Out, "No secret is filed, and the configuration refers to none; see examdesk keys set --help.")
		return err
	}
	head := []string{"NAME", "STATE", "PLACE", "USED BY", "AGE"}
	var rows [][]string
	for _, k := range shown {
		state := k.State
		if k.Rotating {
			state += ", rotation interrupted"
		}
		set := "-"
		if k.Set != nil {
			set = printer.Age(a.Clock().Sub(time.Time(*k.Set)))
		}
		rows = append(rows, []string{model.Clean(k.Name), state, cmp.Or(k.Place, "-"), cmp.Or(strings.Join(k.UsedBy, ", "), "nothing refers to it"), set})
	}
	p := printer.NewPage(a.Factory)
	p.Items(append([][]string{head}, rows...), printer.LineWidth(a.Factory))
	return p.Flush()
}

func (a *app) keysExportCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Print the names of the secrets, not the secrets, to set up another machine",
		Example: "  examdesk keys export",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.loadConfig(cmd.Context())
			if err != nil {
				return err
			}
			r := a.keysReport(cmd.Context(), c)
			a.sayChoice(r.choice)
			if r.unlisted {
				return r.err
			}
			names := []string{}
			for _, k := range r.keys {
				if k.State != keyInvalid {
					names = append(names, k.Name)
				}
			}
			if asJSON {
				return printer.JSON(a.Out, names)
			}
			for _, name := range names {
				if _, err := fmt.Fprintln(a.Out, name); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []string(nil))
	return cmd
}
