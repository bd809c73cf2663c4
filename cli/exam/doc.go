// Package exam has the commands that look at exams and change them.
package exam
