// Package find finds in a store what a person names on the command line.
package find
