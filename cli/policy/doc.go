// Package policy has the commands for the review policies of exams.
package policy
