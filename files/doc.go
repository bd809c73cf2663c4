// Package files knows where a person's own files are, and whether others could
// have put something there. What decides for us (configuration, secrets, the
// programs that print them, the journal) is read only where no one else can
// write.
package files
