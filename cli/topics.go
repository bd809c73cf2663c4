package cli

import (
	"github.com/spf13/cobra"
)

// helpTopics are what `examdesk help` explains besides commands.
func helpTopics() []*cobra.Command {
	topic := func(name, short, long string) *cobra.Command {
		return &cobra.Command{Use: name, Short: short, Long: long, DisableFlagsInUseLine: true}
	}
	return []*cobra.Command{
		topic("exit-codes", "What the exit status of a command means", exitCodesTopic),
		topic("environment", "Which variables examdesk reads", environmentTopic),
		topic("json", "How to choose from the JSON that commands print", jsonTopic),
	}
}

const exitCodesTopic = `A command ends with

    0  done
    1  failed, in whole or in part
    2  usage: an unknown command, flag or value
    3  conflict: somebody else changed it first, or it is not in a state that allows the change
    4  not signed in, or denied; a refused secret too
    5  not found
    6  the store, the platform, a proctoring service or the secret store cannot be reached
  130  interrupted by Ctrl-C or SIGTERM; it says what is done and what is not

Where a command does many things, its status is that of those that failed, or 1 if they failed for different reasons.`

const environmentTopic = `EXAMDESK_STORE           the store's URL, unless --store names one
EXAMDESK_PROFILE         the profile, unless --profile names one
EXAMDESK_AS              the username of who decides, unless --as names one
EXAMDESK_PASSPHRASE_FILE the file with the passphrase of the encrypted secrets
EXAMDESK_MOCK_TOKEN      the token of the mock service's control address
XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME
                         where the configuration, the usual store and the journal are
TZ                       the zone in which times are shown
COLUMNS                  how wide tables are where no terminal says it
NO_COLOR, TERM, COLORTERM, COLORFGBG
                         the colours of the desk, unless --theme names them
LC_ALL, LC_CTYPE, LANG   whether other characters than ASCII are drawn
HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                         how the platform and the services are reached

A flag goes before a variable, and a variable before the configuration. An empty variable is not set.`

const jsonTopic = `Every list, view and report prints JSON with one of these; the last two may follow a choice of fields.

  --json           all fields
  --json=FIELDS    only these fields, in this order
  --jq EXPR        what a jq expression finds: texts as they are, all else as JSON, a line each
  --template TEXT  what a Go template makes of it

A list is one array. Times are in UTC with microseconds, as in 2026-11-01T08:00:00.000000Z, and null where there is
none. The same field name means the same thing in every command. docs/json.md lists the names, docs/schemas has a
JSON schema for each command.

Lists are printed as they are read, with --json and --json=FIELDS, and with --jq if the expression begins with .[]
and goes on with a path or a pipe. Any other expression, and a template, needs the whole list in memory.

jq sees no variables of the environment. Characters that could steer a terminal are written as \u escapes.

A template may call, besides Go's own functions:

  join SEP LIST        the values with SEP between them
  pluck FIELD LIST     one field of each object
  tablerow CELL...     a row of a table, which is aligned on a terminal and tab-separated elsewhere
  tablerender          ends a table before the template's end
  timeago TIME         as in 3 days ago
  timefmt LAYOUT TIME  by Go's layout, as in 2006-01-02

  examdesk attempt list --json=id,status,user --limit 3
  examdesk attempt list --limit 0 --jq '.[] | select(.review.comments > 3) | .id'
  examdesk exam list --jq 'map({key: .exam_name, value: .attempts}) | from_entries'
  examdesk attempt list --template '{{range .}}{{tablerow .id .user.username (timeago .modified)}}{{end}}'`
