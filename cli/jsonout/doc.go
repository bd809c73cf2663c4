// Package jsonout turns the JSON that a command prints into what was requested: all
// of it, some fields (--json=FIELDS), the results of a jq expression (--jq) or the
// output of a template (--template). A command always prints its whole answer and
// never deals with what is left out. docs/json.md describes the flags.
package jsonout
