// Package shell has what a shell and a reader are given: completion scripts, the
// words that complete commands, and manual pages.
package shell
