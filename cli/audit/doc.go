// Package audit has the commands that show who did what, and check the record of it.
package audit
