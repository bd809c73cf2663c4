// Package secrets reports which secrets there are, where they are kept and what
// refers to them, and finds the one that an argument names.
package secrets
