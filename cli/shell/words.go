package shell

import (
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/settings"
	"examdesk/cli/kit"
	"examdesk/keys"
)

// completions sets which words a shell may offer for arguments. They come from the
// configuration and the list of names, without asking a service, a keyring or a
// person for a passphrase.
func (a completer) completions(root *cobra.Command) {
	words := func(find func(cmd *cobra.Command, args []string) []string) cobra.CompletionFunc {
		return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			if err := a.FromEnvironment(cmd); err != nil {
				return nil, cobra.ShellCompDirectiveError
			}
			return kit.Offered(find(cmd, args), args, begun), cobra.ShellCompDirectiveNoFileComp
		}
	}
	for path, find := range map[string]func(*cobra.Command, []string) []string{
		"backend verify": a.wordsOfServices,
		"keys set":       a.wordsOfKeys, "keys rotate": a.wordsOfKeys, "keys rm": a.wordsOfKeys,
	} {
		if cmd, _, err := root.Find(strings.Fields(path)); err == nil {
			cmd.ValidArgsFunction = words(find)
		}
	}
}

func (a completer) wordsOfServices(cmd *cobra.Command, _ []string) []string {
	c, err := a.Config(cmd.Context())
	if err != nil {
		return nil
	}
	return c.ServiceNames()
}

// wordsOfKeys returns the names that are saved, and the secret settings of the
// services; if something must exist, only those that refer to a saved secret.
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
		return kit.FirstOnly(args, out)
	}
	for _, n := range names {
		out = append(out, keys.FullName(n.Name))
	}
	return kit.FirstOnly(args, out)
}
