// Package cli is the command line: it reads flags and the configuration, opens
// the store, and wires the rooms together. Without a command it opens the desk.
package cli
