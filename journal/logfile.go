package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"

	"examdesk/model"
)

// logFile is this process's file. It never grows past data whose fate is unknown: what
// a failed write or sync left behind is cut off first.
type logFile struct {
	file    File
	path    string
	release func() error
	// size is how much of the file is known to be safe.
	size int64
	// torn reports whether there may be unconfirmed data beyond size.
	torn bool
}

// append writes records and returns once they are durable.
func (l *logFile) append(records ...record) error {
	var buf []byte
	for _, r := range records {
		var err error
		if buf, err = appendLine(buf, r); err != nil {
			return err
		}
	}
	if err := l.cut(); err != nil {
		return err
	}
	l.torn = true
	n, err := l.file.Write(buf)
	if err == nil && n < len(buf) {
		err = io.ErrShortWrite
	}
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		// What was not confirmed should not be found later. If it cannot be
		// cut now, the next append tries again before it writes.
		return errors.Join(err, l.cut())
	}
	l.size, l.torn = l.size+int64(n), false
	return nil
}

// cut removes unconfirmed data.
func (l *logFile) cut() error {
	if !l.torn {
		return nil
	}
	if err := l.file.Truncate(l.size); err != nil {
		return fmt.Errorf("cut a torn record off: %w", err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("cut a torn record off: %w", err)
	}
	l.torn = false
	return nil
}

// cutTo undoes what was appended beyond a size.
func (l *logFile) cutTo(size int64) error {
	l.torn = l.torn || l.size != size
	l.size = size
	return l.cut()
}

// purge empties the file when everything in it is settled. It does not sync, because it
// does not matter if a crash brings settled records back.
func (l *logFile) purge() {
	if l.size == 0 && !l.torn {
		return
	}
	if err := l.file.Truncate(0); err == nil {
		l.size, l.torn = 0, false
	}
}

// writeProblem explains why the journal could not be written. what says what did not
// happen because of it.
func writeProblem(err error, what string) *model.Error {
	why := "The journal on this machine cannot be written."
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		why = "The disk that holds the journal is full."
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		why = "The journal's directory cannot be written to."
	}
	return model.Wrap(err, model.CodeUnavailable, "%s %s", why, what)
}
