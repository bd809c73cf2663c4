//go:build race

package conformance

// sample is which part of the recorded calls is replayed: the race detector
// makes each many times slower, and they run one after another.
const sample = 10
