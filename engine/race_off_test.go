//go:build !race

package engine

// slow tells that the race detector is on.
const slow = false
