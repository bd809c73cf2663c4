// Package sidebyside measures the server beside edx-proctoring itself under gunicorn,
// on copies of one database on one disk: the same requests to both in turn, their
// answers compared. Nothing in it asserts a time; it prints a table.
package sidebyside
