// Package report has the reports on a course.
package report
