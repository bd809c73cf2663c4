// Package review has the commands for reviews as proctoring services deliver them.
package review
