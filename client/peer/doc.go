// Package peer says why a machine elsewhere, an LMS or a server, was not reached by an
// encrypted connection, and what to do about it.
package peer
