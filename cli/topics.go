package cli

import (
	"github.com/spf13/cobra"
)

// helpTopics returns what `examdesk help` explains besides commands.
func helpTopics() []*cobra.Command {
	topic := func(name, short, long string) *cobra.Command {
		return &cobra.Command{Use: name, Short: short, Long: long, DisableFlagsInUseLine: true}
	}
	return []*cobra.Command{
		topic("exit-codes", "What the exit status of a command means", exitCodesTopic),
		topic("environment", "Which variables examdesk reads", environmentTopic),
		topic("json", "How to select from the JSON that commands print", jsonTopic),
	}
}

const exitCodesTopic = `A command ends with

    0  done
    1  failed, in whole or in part
    2  usage: an unknown command, flag or value
    3  conflict: someone else changed it first, or its state does not allow the change
    4  not signed in, or denied; also a refused secret
    5  not found
    6  the store, the platform, a proctoring service or the secret store cannot be reached
  130  interrupted by Ctrl-C or SIGTERM; the command says what was done and what was not

If a command does many things, its status is that of the failures, or 1 if they failed for different reasons.`

const environmentTopic = `EXAMDESK_STORE           the store's URL, unless --store names one
EXAMDESK_PROFILE         the profile, unless --profile names one
EXAMDESK_AS              the username of the person who decides, unless --as names one
EXAMDESK_PASSPHRASE_FILE the file with the passphrase of the encrypted secrets
EXAMDESK_MOCK_TOKEN      the token of the mock service's control address
XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME
                         where the configuration, the default store and the journal are
TZ                       the zone in which times are shown
COLUMNS                  the width of tables if there is no terminal
NO_COLOR, TERM, COLORTERM, COLORFGBG
                         the colours of the desk, unless --theme names them
LC_ALL, LC_CTYPE, LANG   whether characters beyond ASCII are drawn
HTTPS_PROXY, ALL_PROXY   not used: requests never go through a proxy; backend verify warns if one is set

A flag takes precedence over a variable, and a variable over the configuration. An empty variable counts as not set.`

const jsonTopic = `Every list, view and report prints JSON with one of these flags; the last two can be combined with --json=FIELDS.

  --json           all fields
  --json=FIELDS    only these fields, in this order
  --jq EXPR        the results of a jq expression, one a line: texts unquoted, everything else as JSON
  --template TEXT  the output of a Go template

A list is one array. Times are in UTC with microseconds, as in 2026-11-01T08:00:00.000000Z, or null if there is
none. The same field name means the same thing in every command. docs/json.md lists the names, docs/schemas has a
JSON schema for each command.

Lists are printed as they are read, with --json and --json=FIELDS, and with --jq if the expression begins with .[]
followed by a path or a pipe. Any other expression, and a template, needs the whole list in memory.

jq cannot read environment variables. Characters that could control a terminal are written as \u escapes.

A template may call these functions besides Go's own:

  join SEP LIST        the values with SEP between them
  pluck FIELD LIST     one field of each object
  tablerow CELL...     a row of a table, aligned on a terminal and tab-separated elsewhere
  tablerender          end the table before the template's end
  timeago TIME         for example 3 days ago
  timefmt LAYOUT TIME  by Go's layout, for example 2006-01-02

  examdesk attempt list --json=id,status,user --limit 3
  examdesk attempt list --limit 0 --jq '.[] | select(.review.comment_count > 3) | .id'
  examdesk exam list --jq 'map({key: .exam_name, value: .attempt_count}) | from_entries'
  examdesk attempt list --template '{{range .}}{{tablerow .id .user.username (timeago .modified)}}{{end}}'`
