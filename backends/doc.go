// Package backends holds the proctoring services, each in a package of its own. It
// reads no secrets: they are passed in.
package backends
