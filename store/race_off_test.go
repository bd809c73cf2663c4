//go:build !race

package store

// slow reports whether the race detector is on.
const slow = false
