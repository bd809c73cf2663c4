// Package kit is what every command needs: streams, the open store, questions to a
// person, input, errors of usage, and what a run has done so far. It knows no
// command.
package kit
