// Package desks has many desks follow one server, and measures what that takes: the
// server's memory and processor time, and how long it is from a decision to the last
// desk that has noticed it.
package desks
