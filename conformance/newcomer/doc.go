// Package newcomer does what the documents tell a newcomer to do: it takes the commands
// from a document and runs them in an empty folder.
package newcomer
