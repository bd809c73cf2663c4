// Package shell has what shells and readers need: completion scripts, the words that
// complete commands, and manual pages.
package shell
