//go:build !race

package conformance

// sample is which part of the recorded calls is replayed: all.
const sample = 1
