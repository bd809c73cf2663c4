package shell

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// CompletionOptions holds the options of completion.
type CompletionOptions struct {
	*kit.Factory
	Shell string
	// Root is the tree of commands to complete.
	Root *cobra.Command
}

// NewCmdCompletion returns the command completion.
func NewCmdCompletion(f *kit.Factory, run func(context.Context, *CompletionOptions) error) *cobra.Command {
	if run == nil {
		run = completionRun
	}
	o := &CompletionOptions{Factory: f}
	return &cobra.Command{
		Use:     "completion bash|zsh|fish|powershell",
		Short:   "Print the completion script of a shell",
		Example: "  examdesk completion bash",
		Long: `Prints the script with which a shell completes commands, flags and values. Load it once:

  bash   source <(examdesk completion bash)
  zsh    examdesk completion zsh > "${fpath[1]}/_examdesk"
  fish   examdesk completion fish > ~/.config/fish/completions/examdesk.fish
  powershell  examdesk completion powershell | Out-String | Invoke-Expression

Values are completed too: courses, exams, learners, attempts, profiles, services, statuses and the parts of filters; for
that, the store is opened for reading. The script for bash does not need bash-completion.`,
		Args:                  kit.UsageArgs(cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs)),
		ValidArgs:             []string{"bash", "zsh", "fish", "powershell"},
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Shell, o.Root = args[0], cmd.Root()
			return run(cmd.Context(), o)
		},
	}
}

func completionRun(_ context.Context, o *CompletionOptions) error {
	switch o.Shell {
	case "bash":
		if _, err := io.WriteString(o.Out, bashWords); err != nil {
			return err
		}
		return o.Root.GenBashCompletionV2(o.Out, true)
	case "zsh":
		return o.Root.GenZshCompletion(o.Out)
	case "powershell":
		return o.Root.GenPowerShellCompletionWithDesc(o.Out)
	}
	return fishCompletion(o.Root, o.Out)
}

// bashWords replaces the function of bash-completion that cobra's script calls, if
// that is not installed: it rejoins words that bash split at = and :, and sets cur,
// prev, words and cword.
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
