// Package user has the commands on users: the people of a store.
package user
