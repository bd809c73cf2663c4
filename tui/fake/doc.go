// Package fake is a state store and a keeper of decisions in memory, for tests
// of the desk: any number of attempts made up on the fly, answers that can be
// delayed, refused or made to panic, and texts as hostile as a store may hold.
package fake
