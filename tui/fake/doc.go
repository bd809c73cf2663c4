// Package fake is a state store and a keeper of decisions in memory, for tests of the
// desk: any number of attempts generated on demand, answers that can be delayed,
// refused or made to panic, and texts as hostile as a store may hold.
package fake
