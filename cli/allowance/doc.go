// Package allowance has the commands that grant learners more time and exceptions.
package allowance
