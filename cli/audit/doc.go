// Package audit has the commands that show who did what, and verify the record of it.
package audit
