// Package printer is how commands print: pages of text, tables, CSV and JSON. Every
// JSON that a command prints goes through JSON, JSONLine, JSONStream or WriteList.
package printer
