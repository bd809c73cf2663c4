//go:build !race

package engine

// slow reports whether the race detector is on.
const slow = false
