// Package mirror keeps a copy of an LMS's proctoring tables in a store on this
// machine and brings it up to date. Everything that works on a store reads the copy;
// only the follower of the LMS writes it. A source (mirror/database, mirror/pages)
// reads the LMS and hands over batches; this package writes a batch and the position
// that it leads to in one transaction, or none of it.
//
// A mirror is disposable: deleting it loses nothing. What people do is kept elsewhere.
package mirror
