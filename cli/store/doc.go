// Package store has the commands on state stores: store check, migrate and seed.
package store
