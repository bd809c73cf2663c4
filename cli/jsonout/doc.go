// Package jsonout turns the JSON that a command prints into what was asked for:
// all of it, some fields (--json=FIELDS), what a jq expression finds (--jq) or
// what a template makes of it (--template). A command prints its whole answer;
// what is left out here is never its business. docs/json.md describes the flags.
package jsonout
