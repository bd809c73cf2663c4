// Package pages holds what is said of a learner's standing against the pages
// that edx-proctoring shows the learner at the same moment.
package pages
