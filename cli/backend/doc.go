// Package backend has the commands on proctoring services: backend list, verify, due,
// and mock, which runs a stand-in.
package backend
