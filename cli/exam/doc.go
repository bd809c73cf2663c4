// Package exam has the commands that view and change exams.
package exam
