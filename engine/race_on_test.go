//go:build race

package engine

// slow reports whether the race detector is on, which makes everything many times
// slower.
const slow = true
