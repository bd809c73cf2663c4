// Package attempt has the commands that view, decide and change exam attempts.
package attempt
