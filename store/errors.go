package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"examdesk/model"
)

// mapError gives a driver's error a code and a sentence. It is the one place
// that knows the driver's errors. An error that has a code passes unchanged.
func mapError(err error, doing string) error {
	var known *model.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return model.Wrap(err, model.CodeNotFound, "There is no such row in the store.")
	}
	var driver *sqlite.Error
	if errors.As(err, &driver) {
		if code, sentence := sqliteSentence(driver.Code()); sentence != "" {
			return model.Wrap(err, code, "%s", sentence)
		}
	}
	if strings.Contains(err.Error(), "interrupted") {
		return model.Wrap(context.Canceled, model.CodeUnavailable, "The request was cancelled.")
	}
	return model.Wrap(err, model.CodeInternal, "The store could not %s.", doing)
}

func sqliteSentence(code int) (model.Code, string) {
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return model.CodeUnavailable, "The store is locked by another program; try again when it is done."
	case sqlite3.SQLITE_FULL:
		return model.CodeUnavailable, "The disk is full; nothing was written. Make room and try again."
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return model.CodeReadOnly, "You cannot write to the store's file or folder."
	case sqlite3.SQLITE_NOTADB:
		return model.CodeUnsupported, "The file is not a SQLite database."
	case sqlite3.SQLITE_CORRUPT:
		return model.CodeUnavailable, "SQLite says that the store is damaged. Copy its file, with any -wal and -journal file beside it, to a safe place first; `examdesk store check` says more."
	case sqlite3.SQLITE_CANTOPEN:
		return model.CodeUnavailable, "The store cannot be opened; check the path and its permissions."
	case sqlite3.SQLITE_IOERR:
		return model.CodeUnavailable, "Reading or writing the store failed; check the disk."
	case sqlite3.SQLITE_INTERRUPT:
		return model.CodeUnavailable, "The request was cancelled."
	}
	return "", ""
}

// resultCode returns SQLite's extended result code, 0 if err is not SQLite's.
func resultCode(err error) int {
	var driver *sqlite.Error
	if errors.As(err, &driver) {
		return driver.Code()
	}
	return 0
}

// isHot reports whether a journal has to be rolled back first, which a reader may not
// do.
func isHot(err error) bool { return resultCode(err) == sqlite3.SQLITE_READONLY_ROLLBACK }

// mayBeReadOtherwise reports whether a file that could not be read might be readable
// in another way: the failure was about locks, logs or permissions, not about the
// file's content.
func mayBeReadOtherwise(err error) bool {
	switch resultCode(err) & 0xff {
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM:
		return true
	}
	return false
}

// isDamage reports whether SQLite itself says that the file is malformed.
func isDamage(err error) bool {
	code := resultCode(err) & 0xff
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// IsNotUnique reports whether a row was refused because another one has what only one
// may have.
func IsNotUnique(err error) bool {
	switch resultCode(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return true
	}
	return false
}
