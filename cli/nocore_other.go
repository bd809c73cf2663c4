//go:build !linux

package cli

// withoutCore has nothing to do where cores are not written by default.
func withoutCore() {}
