// Package sample makes state stores with synthetic data, as edx-proctoring
// 5.2.0 would have written them: for the demo, for `store seed` and for the
// benchmarks. Nobody in it exists; mail goes to example domains only.
//
// The same seed and time make the same rows. A store is made in three passes:
// every visit of a learner to an exam is planned (who, which exam, when, with
// what end), the visits are played back in the order of time, so that ids grow
// with time as they do in a real store, and the indexes are built at the end.
package sample
