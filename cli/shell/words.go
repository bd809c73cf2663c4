package shell

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/settings"
	"examdesk/backends/simulator"
	"examdesk/keys"
	"examdesk/model"
)

// completions say which words a shell may put in the place of arguments. They
// are found in the configuration and the list of names: no service, no keyring
// and nobody who knows a passphrase is asked.
func (a completer) completions(root *cobra.Command) {
	words := func(find func(cmd *cobra.Command, args []string) []string) cobra.CompletionFunc {
		return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			if err := a.FromEnvironment(cmd); err != nil {
				return nil, cobra.ShellCompDirectiveError
			}
			return offered(find(cmd, args), args, begun), cobra.ShellCompDirectiveNoFileComp
		}
	}
	for path, find := range map[string]func(*cobra.Command, []string) []string{
		"backend verify": a.wordsOfServices,
		"keys set":       a.wordsOfKeys, "keys rotate": a.wordsOfKeys, "keys rm": a.wordsOfKeys,
		"backend mock fault": func(_ *cobra.Command, args []string) []string {
			return firstOnly(args, append([]string{"none"}, texts(simulator.Faults())...))
		},
	} {
		if cmd, _, err := root.Find(strings.Fields(path)); err == nil {
			cmd.ValidArgsFunction = words(find)
		}
	}
	for _, flag := range []struct {
		path, name string
		words      []string
	}{
		{"backend mock fault", "endpoint", append([]string{"all"}, texts(simulator.Endpoints())...)},
		{"backend mock", "fault", texts(simulator.Faults())},
		{"backend mock", "kind", []string{"both", "software_secure", "rest"}},
	} {
		if cmd, _, err := root.Find(strings.Fields(flag.path)); err == nil {
			// It fails only for a flag that is not there.
			_ = cmd.RegisterFlagCompletionFunc(flag.name, words(func(*cobra.Command, []string) []string { return flag.words }))
		}
	}
}

// offered are the words that begin as what is typed and are not given yet. What
// a shell would take apart or a terminal would act upon is none.
func offered(words, given []string, begun string) []string {
	var out []string
	for _, w := range words {
		rest, begins := strings.CutPrefix(w, begun)
		plain := w == model.Clean(w) && !strings.ContainsAny(rest, " \t\\'\"`$;&|<>(){}*?!#~")
		if plain && begins && !slices.Contains(given, w) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func texts[T ~string](list []T) []string {
	var out []string
	for _, t := range list {
		out = append(out, string(t))
	}
	return out
}

// firstOnly are the words of a command that takes one argument.
func firstOnly(args, words []string) []string {
	if len(args) > 0 {
		return nil
	}
	return words
}

func (a completer) wordsOfServices(cmd *cobra.Command, _ []string) []string {
	c, err := a.Config(cmd.Context())
	if err != nil {
		return nil
	}
	return c.ServiceNames()
}

// wordsOfKeys are the names that are filed, and the secret settings of the
// services; of those only the ones that refer to what is filed, if something
// must be there.
func (a completer) wordsOfKeys(cmd *cobra.Command, args []string) []string {
	c, err := a.Config(cmd.Context())
	if err != nil {
		return nil
	}
	var out []string
	for _, service := range c.ServiceNames() {
		for _, k := range settings.Keys() {
			filed := strings.HasPrefix(c.BackendRef(service, k.Name), "keyring:")
			if k.Secret && k.UsedBy(settings.KindOf(service)) && (filed || cmd.Name() == "set") {
				out = append(out, service+"/"+k.Name)
			}
		}
	}
	names, err := c.Vault().Remembered(cmd.Context())
	if err != nil {
		return firstOnly(args, out)
	}
	for _, n := range names {
		out = append(out, keys.FullName(n.Name))
	}
	return firstOnly(args, out)
}
