// Package vocab is the vocabulary of the JSON that commands print: the shapes that
// several commands share. The names are stable; docs/commands.md describes them.
package vocab
