package shell

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
)

// NewCmdCompletion returns the command shell completion.
func NewCmdCompletion(a *setup.Setup) *cobra.Command {
	return &cobra.Command{
		Use:     "completion bash|zsh|fish|powershell",
		Short:   "Print the completion script of a shell",
		Example: "  examdesk completion bash",
		Long: `Prints the script with which a shell completes commands, flags and values. Load it once:

  bash   source <(examdesk completion bash)
  zsh    examdesk completion zsh > "${fpath[1]}/_examdesk"
  fish   examdesk completion fish > ~/.config/fish/completions/examdesk.fish
  powershell  examdesk completion powershell | Out-String | Invoke-Expression

Values are completed too: courses, exams, learners, attempts, profiles, services, statuses and the parts of filters. The
store is opened to be read for that. The script for bash needs no bash-completion.`,
		Args:                  kit.UsageArgs(cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs)),
		ValidArgs:             []string{"bash", "zsh", "fish", "powershell"},
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch args[0] {
			case "bash":
				if _, err := io.WriteString(a.Out, bashWords); err != nil {
					return err
				}
				return cmd.Root().GenBashCompletionV2(a.Out, true)
			case "zsh":
				return cmd.Root().GenZshCompletion(a.Out)
			case "powershell":
				return cmd.Root().GenPowerShellCompletionWithDesc(a.Out)
			}
			return fishCompletion(cmd.Root(), a.Out)
		},
	}
}

// NewCmdMan returns the command shell man.
func NewCmdMan(a *setup.Setup) *cobra.Command {
	return &cobra.Command{
		Use:     "man [DIR]",
		Short:   "Print the manual page, or write those of all commands to a folder",
		Example: "  examdesk man\n  examdesk man /usr/local/share/man/man1",
		Args:    kit.UsageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			root.DisableAutoGenTag = true
			root.PersistentFlags().Lookup("config").Usage = "configuration `FILE` (default ~/.config/examdesk/examdesk.yml)" // not of who makes the pages
			day := a.Clock().UTC().Truncate(24 * time.Hour)
			header := &doc.GenManHeader{Section: "1", Date: &day, Source: "examdesk " + a.Version, Manual: "examdesk"}
			if len(args) == 0 {
				return doc.GenMan(root, header, a.Out)
			}
			if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
				return model.Wrap(fs.ErrNotExist, model.CodeNotFound, "There is no folder %s; make it first.", args[0])
			}
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return model.Wrap(err, model.CodeInternal, "The manual pages could not be written to %s.", args[0])
			}
			_, err := fmt.Fprintf(a.Out, "The manual pages are in %s.\n", model.Clean(args[0]))
			return err
		},
	}
}

// bashWords stands in for the function of bash-completion that cobra's script
// calls, where that is not installed: it puts words together again that bash took
// apart at = and :, and fills in cur, prev, words and cword.
const bashWords = `if ! declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
    _get_comp_words_by_ref() {
        local line=$COMP_LINE lead word i n=-1
        words=()
        for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
            word=${COMP_WORDS[i]}
            lead=${line%%[![:space:]]*}
            if ((n < 0)) || [[ -n $lead ]]; then
                n=$((n + 1))
                words[n]=$word
            else
                words[n]+=$word
            fi
            line=${line#"$lead"}
            line=${line#"$word"}
            if ((i == COMP_CWORD)); then
                cword=$n
                break
            fi
        done
        cur=${words[cword]}
        prev=
        if ((cword > 0)); then prev=${words[cword - 1]}; fi
    }
fi

`

// fishCompletion writes cobra's script for fish, which takes a completion such as
// --json=id for an option of string split.
func fishCompletion(root *cobra.Command, w io.Writer) error {
	var script bytes.Buffer
	if err := root.GenFishCompletion(&script, true); err != nil {
		return err
	}
	const split = "string split --max 1 "
	_, err := io.WriteString(w, strings.ReplaceAll(script.String(), split+`\t`, split+`-- \t`))
	return err
}
