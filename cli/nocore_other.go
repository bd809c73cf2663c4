//go:build !linux

package cli

// withoutCore does nothing where cores are not written by default.
func withoutCore() {}
