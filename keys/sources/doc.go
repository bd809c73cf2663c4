// Package sources reads the files that an import is given: settings files, the files of
// variables that a compose file names, and the contents of a folder. A file that a
// person names is read whoever owns it, since an LMS's files often belong to someone
// else; files that are only reached through another file or a folder are read only if
// no one else can write them.
package sources
