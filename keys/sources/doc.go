// Package sources reads the files that an import is given: settings files, the
// files of variables that a compose file names, and what lies in a folder. What a
// person names is read whoever owns it, as files of an LMS often are somebody
// else's; what only such a file or folder leads to is read where nobody else can
// write.
package sources
