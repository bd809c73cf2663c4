// Package keys has the commands on secrets: keys list, set, rotate, rm, export and
// import.
package keys
