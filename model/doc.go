// Package model is the proctoring domain: exams, attempts, reviews and what
// follows from a decision, as plain data and pure functions.
//
// It does no I/O, reads no clock and imports no other room of the project, so
// that the desk, the engine and the clients share one set of rules. The rules
// are those of edx-proctoring 5.2.0; each names the function it restates.
//
// All times are UTC with microseconds. Durations of exams and allowances are
// whole minutes, positions in a recording are seconds.
package model
