// Package attempt has the commands that look at exam attempts, decide and change
// them.
package attempt
