// Package checks is what several commands need for checks of proctoring services: who
// checks them, a round of checks, the result of the last one, and how to print a
// check.
package checks
