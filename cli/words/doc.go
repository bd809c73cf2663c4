// Package words says what several commands say of attempts, people and effects in
// the same words.
package words
