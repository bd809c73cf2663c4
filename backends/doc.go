// Package backends holds the proctoring services, each in a package of its own.
// Secrets are handed in; none is read here.
package backends
