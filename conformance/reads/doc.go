// Package reads asks edx-proctoring and the engine the same questions about one
// database and compares the answers.
package reads
