// Package shells tries the completion scripts in the shells that people have.
package shells
