// Package secrets says which secrets there are, where they are and what refers to
// them, and which one an argument names.
package secrets
