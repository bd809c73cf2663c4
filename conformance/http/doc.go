// Package http holds the server against edx-proctoring itself: both answer the same
// generated requests on copies of one database, and what they answer and leave is
// compared.
package http
