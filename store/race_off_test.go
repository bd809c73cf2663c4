//go:build !race

package store

// slow tells that the race detector is on.
const slow = false
