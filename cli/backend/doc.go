// Package backend has the commands on proctoring services: backend list, verify,
// due, and mock, which stands in for one.
package backend
