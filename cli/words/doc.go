// Package words has sentences about attempts, people and effects that several
// commands share.
package words
