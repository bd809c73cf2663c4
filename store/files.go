package store

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"examdesk/model"
)

// The files that SQLite keeps beside a database, and the length of a log
// without frames.
const (
	logSuffix     = "-wal"
	journalSuffix = "-journal"
	walHeader     = 32
)

// file is what is seen of a file without opening it. That matters: closing a
// file takes from the process the locks that SQLite holds on it.
type file struct{ info os.FileInfo }

func lookAt(path string) file {
	info, err := os.Stat(path)
	if err != nil {
		return file{}
	}
	return file{info}
}

func (f file) size() int64 {
	if f.info == nil {
		return 0
	}
	return f.info.Size()
}

// holds reports whether a file is longer than n bytes.
func (f file) holds(n int64) bool { return f.size() > n }

func (f file) same(g file) bool {
	if f.info == nil || g.info == nil {
		return f.info == nil && g.info == nil
	}
	return os.SameFile(f.info, g.info) && f.size() == g.size() && f.info.ModTime().Equal(g.info.ModTime())
}

// settled reports whether a file has been left alone for longer than the steps
// in which file systems count time.
func (f file) settled(now time.Time) bool {
	const step = 20 * time.Millisecond
	return f.info == nil || now.Sub(f.info.ModTime()).Abs() > step
}

// files are a database and what SQLite keeps beside it.
type files struct {
	main, log, journal file
	// head is the log's header, which is another one once the log was begun
	// again.
	head []byte
}

func look(path string) files {
	f := files{main: lookAt(path), log: lookAt(path + logSuffix), journal: lookAt(path + journalSuffix)}
	if f.log.holds(0) {
		f.head = readHead(path+logSuffix, walHeader)
	}
	return f
}

// readHead reads the first bytes of a file, none if it cannot be read.
func readHead(path string, n int) []byte {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	head := make([]byte, n)
	got, err := io.ReadFull(f, head)
	if f.Close() != nil || err != nil {
		return head[:min(got, n)]
	}
	return head
}

func (f files) same(g files) bool {
	return f.main.same(g.main) && f.log.same(g.log) && f.journal.same(g.journal) && bytes.Equal(f.head, g.head)
}

// whole reports whether SQLite can recover a copy that was made between two looks at
// the files. With a log, each page that changes in the database while
// it is copied stands in the log, as long as that is not begun again, so the
// log copied last makes up for it. Without one, nothing may have changed.
func (f files) whole(after files) bool {
	if f.log.holds(walHeader) {
		return after.log.info != nil && after.main.info != nil && os.SameFile(f.main.info, after.main.info) &&
			os.SameFile(f.log.info, after.log.info) && len(f.head) == walHeader && bytes.Equal(f.head, after.head)
	}
	return f.same(after)
}

// settled reports whether all the files have been left alone for a moment.
func (f files) settled(now time.Time) bool {
	return f.main.settled(now) && f.journal.settled(now)
}

// beside names the files beside a database that hold something.
func (f files) beside(path string) []string {
	var out []string
	if f.log.holds(0) {
		out = append(out, path+logSuffix)
	}
	if f.journal.holds(0) {
		out = append(out, path+journalSuffix)
	}
	return out
}

// isLogged reports whether a database's header says that it uses a write-ahead log. Only
// for a file that this process does not have open.
func isLogged(path string) bool {
	head := readHead(path, headerSize)
	return len(head) == headerSize && head[18] == 2 && head[19] == 2
}

const headerSize = 100

// statedLength returns how long a database's header says that the file is, 0 if that
// cannot be known. Only for a file that this process does not have open.
func statedLength(path string) int64 {
	head := readHead(path, headerSize)
	if len(head) < headerSize || !bytes.Equal(head[24:28], head[92:96]) { // else the count is not to be trusted
		return 0
	}
	page := int64(head[16])<<8 | int64(head[17])
	if page == 1 {
		page = 65536
	}
	return page * (int64(head[28])<<24 | int64(head[29])<<16 | int64(head[30])<<8 | int64(head[31]))
}

// damage explains what to do about a file that SQLite calls malformed. The advice
// loses nothing: a backup is named only where nothing beside the file could
// hold what it lacks, and even then the file is kept.
func damage(path string, err error) error {
	name, seen := model.Clean(path), look(path)
	if beside := seen.beside(path); len(beside) > 0 {
		return model.Wrap(err, model.CodeUnavailable,
			"SQLite cannot read %s, and %s beside it may hold what it lacks. Change and remove none of these files: copy them together to a safe place, then let `sqlite3 COPY .recover` show what is in them.",
			name, listed(beside))
	}
	if resultCode(err)&0xff == sqlite3.SQLITE_NOTADB {
		return model.Wrap(err, model.CodeUnsupported, "%s is not a SQLite database.", name)
	}
	what := "SQLite says that " + name + " is damaged"
	if stated := statedLength(path); stated > seen.main.size() {
		what = fmt.Sprintf("%s is cut off: it has %d of %d bytes", name, seen.main.size(), stated)
	}
	return model.Wrap(err, model.CodeUnavailable,
		"%s, and no -wal or -journal file stands beside it that could hold the rest. If it was copied, copy it again with those files. Otherwise restore it from a backup, and keep this file: `sqlite3 FILE .recover` may read from it what was decided since.", what)
}

func listed(paths []string) string {
	if len(paths) == 1 {
		return paths[0]
	}
	return paths[0] + " and " + paths[1]
}
