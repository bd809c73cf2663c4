// Package server is a state store that an examdesk serves elsewhere: model's roles over
// HTTP, by the operations of package wire. What is refused there is refused here with
// the same code and sentence; a server that cannot be reached is
// [model.CodeUnavailable]. Only what changes nothing is asked again by itself.
package server
