// Package conformance holds examdesk's answers against those that
// edx-proctoring 5.2.0 gave: its status and review matrices, and its own test
// suite as recorded calls.
package conformance
