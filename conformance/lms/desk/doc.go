// Package desk has the desk, as the real program in a real terminal, work on an LMS, and
// holds what it did against the LMS's tables.
package desk
