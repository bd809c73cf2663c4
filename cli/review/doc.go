// Package review has the commands for reviews that proctoring services deliver.
package review
