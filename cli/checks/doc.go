// Package checks is what several commands need of the checks of proctoring
// services: who checks them, a round of checks, how the last one went, and how a
// check is shown.
package checks
