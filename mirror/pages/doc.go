// Package pages fills and follows a mirror from an LMS's API, where there is no access
// to its database. It reads what people look at: the first pages of a course, the
// attempts of learners who are searched for, further pages when somebody scrolls to the
// end. What has been read is in the mirror's position, and what has not is said.
//
// The API shows attempts, exams and allowances. Reviews, comments, history and policies
// are not there.
package pages
