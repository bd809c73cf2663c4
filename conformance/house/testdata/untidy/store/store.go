// Package store is what the figures are measured of in a test.
package store

// Store is written to.
type Store struct{}

// Update begins a write.
func (*Store) Update() {}
