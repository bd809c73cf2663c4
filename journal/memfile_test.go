package journal

import (
	"io/fs"
	"path/filepath"
)

// TryLock locks the file that the name means at this moment, as flock does: one
// that was removed and made again is another lock.
func (p *memFS) TryLock(path string) (release func() error, ok bool, err error) {
	err = p.do(func() error {
		if !p.disk.dirs[filepath.Dir(path)] {
			return fs.ErrNotExist
		}
		n := p.disk.names[path]
		if n == nil {
			n = &inode{}
			p.disk.names[path] = n
		}
		if p.disk.locks[n] != nil {
			return nil
		}
		p.disk.locks[n], ok = p, true
		release = func() error { return p.unlock(n) }
		return nil
	}, nil)
	return release, ok, err
}

// unlock lets go even when it is set to fail, as closing a file does.
func (p *memFS) unlock(n *inode) error {
	letGo := func() {
		if p.disk.locks[n] == p {
			delete(p.disk.locks, n)
		}
	}
	return p.do(func() error { letGo(); return nil }, letGo)
}

// memFile is an open file.
type memFile struct {
	p      *memFS
	node   *inode
	closed bool
}

// Write adds to the file. On a full disk half of it gets there.
func (f *memFile) Write(b []byte) (int, error) {
	n := 0
	add := func(size int) {
		if n = size; size > 0 {
			f.node.do(change{add: append([]byte(nil), b[:size]...)})
		}
	}
	err := f.p.do(func() error {
		if f.closed {
			return fs.ErrClosed
		}
		add(len(b))
		return nil
	}, func() { add(len(b) / 2) })
	return n, err
}

// Sync makes the data safe, unless the disk only says so.
func (f *memFile) Sync() error {
	return f.p.do(func() error {
		if f.closed {
			return fs.ErrClosed
		}
		if !f.p.disk.lazySync {
			f.node.sync()
		}
		return nil
	}, nil)
}

// Truncate cuts the file.
func (f *memFile) Truncate(size int64) error {
	return f.p.do(func() error {
		if f.closed {
			return fs.ErrClosed
		}
		f.node.do(change{size: size})
		return nil
	}, nil)
}

// Close closes the file, which syncs nothing.
func (f *memFile) Close() error {
	return f.p.do(func() error {
		if f.closed {
			return fs.ErrClosed
		}
		f.closed = true
		return nil
	}, nil)
}
