// Package sampled says how much of a long list of cases a run of the tests tries.
// `make test` tries a part, so that it stays quick; make e2e and make soak try all.
package sampled

import (
	"os"
	"strconv"
	"testing"
)

// Env names the variable that says how many cases one is taken of: 1 takes all.
const Env = "EXAMDESK_EVERY"

// Every returns the step from case to case: the usual one, unless the environment
// gives another.
func Every(tb testing.TB, usual int) int {
	tb.Helper()
	s := os.Getenv(Env)
	if s == "" {
		return usual
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		tb.Fatalf("%s=%q: give a number from 1 on", Env, s)
	}
	return n
}

// Whole reports whether the environment asks for every case.
func Whole(tb testing.TB) bool { return Every(tb, 2) == 1 }

// Part returns the first case of a list and each so many after it; the last one
// too, which is often the extreme.
func Part[T any](tb testing.TB, usual int, list []T) []T {
	tb.Helper()
	step := Every(tb, usual)
	var out []T
	for i, c := range list {
		if i%step == 0 || i == len(list)-1 {
			out = append(out, c)
		}
	}
	return out
}
