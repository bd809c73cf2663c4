// Package files knows where a person's own files are, and whether others could have
// written them. The files that decide for examdesk (configuration, secrets, the
// programs that print them, the journal) are read only if no one else can write them.
package files
