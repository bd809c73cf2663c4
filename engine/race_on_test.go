//go:build race

package engine

// slow tells that the race detector is on, which makes everything many times
// slower.
const slow = true
