package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// errEnded is what every call of a process answers once the process has ended.
// A test that sees it must behave as if that call had never returned.
var errEnded = errors.New("the process has ended")

// fault is what goes wrong at an operation.
type fault int

const (
	// noFault lets the operation happen.
	noFault fault = iota
	// killed ends the process, as kill -9 does: what was written stays.
	killed
	// powerCut ends every process, and what was not synced has an open fate.
	powerCut
	// fullDisk fails the operation with ENOSPC, and the process lives on.
	fullDisk
)

func (f fault) String() string {
	return [...]string{"no fault", "kill", "power cut", "full disk"}[f]
}

// disk is what outlives processes. It counts the operations of all of them, so
// that a test can let something go wrong at each in turn.
type disk struct {
	mu  sync.Mutex
	rng *rand.Rand
	// plan says at which operation what goes wrong.
	plan map[int]fault
	ops  int
	// lazySync and lazyNames break the promises of Sync and SyncDir: they
	// answer that all is safe and do nothing.
	lazySync, lazyNames bool

	dirs map[string]bool
	// names are the files as processes see them, safe those that are sure to
	// be there after a power cut.
	names, safe map[string]*inode
	locks       map[*inode]*memFS
	procs       []*memFS
}

func newDisk(seed uint64) *disk {
	return &disk{
		rng: rand.New(rand.NewPCG(seed, 1)), plan: map[int]fault{}, dirs: map[string]bool{},
		names: map[string]*inode{}, safe: map[string]*inode{}, locks: map[*inode]*memFS{},
	}
}

// inode is a file without its name: a file can be open, or locked, under a name
// that means another one by now.
type inode struct {
	data, safe []byte
	// changes lead from safe to data; a power cut may stop between any two.
	changes []change
}

// change is a write of what add holds, or a cut to a size if it is nil.
type change struct {
	add  []byte
	size int64
}

func (c change) on(data []byte) []byte {
	if c.add != nil {
		return append(data, c.add...)
	}
	size := min(c.size, int64(len(data)))
	return data[:size:size]
}

func (n *inode) do(c change) {
	n.changes = append(n.changes, c)
	n.data = c.on(slices.Clone(n.data))
}

func (n *inode) sync() {
	n.safe, n.changes = slices.Clone(n.data), nil
}

// loseUnsynced keeps some of the changes since the last sync, in their order,
// and of the next one a part. File systems may make a file longer before they
// write to it, so that there are zeros or noise where the rest should be.
func (n *inode) loseUnsynced(rng *rand.Rand) {
	kept := rng.IntN(len(n.changes) + 1)
	data := slices.Clone(n.safe)
	for _, c := range n.changes[:kept] {
		data = c.on(data)
	}
	if kept < len(n.changes) && n.changes[kept].add != nil {
		data = append(data, torn(n.changes[kept].add, rng)...)
	}
	n.data = data
	n.sync()
}

func torn(add []byte, rng *rand.Rand) []byte {
	out := slices.Clone(add)
	at := rng.IntN(len(out) + 1)
	switch rng.IntN(3) {
	case 0:
		return out[:at]
	case 1:
		clear(out[at:])
	default:
		for i := range out[at:] {
			out[at+i] = byte(rng.Uint32())
		}
	}
	return out
}

// process starts a process on the disk.
func (d *disk) process() *memFS {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := &memFS{disk: d}
	d.procs = append(d.procs, p)
	return p
}

// end ends a process, with a power cut all of them. The lock must be held.
func (d *disk) end(p *memFS, f fault) {
	ends := []*memFS{p}
	if f == powerCut {
		ends = d.procs
	}
	for _, p := range ends {
		p.over = true
	}
	maps.DeleteFunc(d.locks, func(_ *inode, by *memFS) bool { return by.over })
	d.procs = slices.DeleteFunc(d.procs, func(p *memFS) bool { return p.over })
	if f == powerCut {
		d.losePower()
	}
}

func (d *disk) losePower() {
	all := maps.Clone(d.safe)
	maps.Copy(all, d.names)
	// In order of name, so that a seed always means the same.
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if d.names[name] != d.safe[name] && d.rng.IntN(2) == 0 {
			d.names[name] = d.safe[name]
		}
		if n := d.names[name]; n != nil {
			n.loseUnsynced(d.rng)
		} else {
			delete(d.names, name)
		}
	}
	d.safe = maps.Clone(d.names)
}

// list returns the names in a directory.
func (d *disk) list(dir string) []string {
	var out []string
	for path := range d.names {
		if filepath.Dir(path) == dir {
			out = append(out, filepath.Base(path))
		}
	}
	slices.Sort(out)
	return out
}

// contents is everything that the disk shows, for tests that look for something.
func (d *disk) contents() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(d.names)) {
		fmt.Fprintf(&b, "%s:\n%s\n", name, d.names[name].data)
	}
	return b.String()
}

// memFS is the file system as one process sees it.
type memFS struct {
	disk *disk
	over bool
}

var _ FS = (*memFS)(nil)

// kill ends the process from outside.
func (p *memFS) kill() {
	p.disk.mu.Lock()
	defer p.disk.mu.Unlock()
	p.disk.end(p, killed)
}

// ended reports whether the process is over.
func (p *memFS) ended() bool {
	p.disk.mu.Lock()
	defer p.disk.mu.Unlock()
	return p.over
}

// do runs an operation, unless something goes wrong at it. A crash may come
// before, after or, where half says what that means, in the middle.
func (p *memFS) do(op func() error, half func()) error {
	d := p.disk
	d.mu.Lock()
	defer d.mu.Unlock()
	if p.over {
		return errEnded
	}
	d.ops++
	if half == nil {
		half = func() {}
	}
	switch f := d.plan[d.ops]; f {
	case killed, powerCut:
		switch d.rng.IntN(3) {
		case 0:
			half()
		case 1:
			_ = op()
		}
		d.end(p, f)
		return errEnded
	case fullDisk:
		half()
		return syscall.ENOSPC
	default:
		return op()
	}
}

func (p *memFS) MakeDir(dir string) error {
	return p.do(func() error { p.disk.dirs[dir] = true; return nil }, nil)
}

func (p *memFS) List(dir string) (names []string, err error) {
	err = p.do(func() error { names = p.disk.list(dir); return nil }, nil)
	return names, err
}

func (p *memFS) Create(path string) (f File, err error) {
	err = p.do(func() error {
		if !p.disk.dirs[filepath.Dir(path)] {
			return fs.ErrNotExist
		}
		if p.disk.names[path] != nil {
			return fs.ErrExist
		}
		n := &inode{}
		p.disk.names[path] = n
		f = &memFile{p: p, node: n}
		return nil
	}, nil)
	return f, err
}

func (p *memFS) Open(path string) (f File, err error) {
	err = p.find(path, func(n *inode) { f = &memFile{p: p, node: n} })
	return f, err
}

func (p *memFS) Read(path string) (data []byte, err error) {
	err = p.find(path, func(n *inode) { data = slices.Clone(n.data) })
	return data, err
}

func (p *memFS) Remove(path string) error {
	return p.find(path, func(*inode) { delete(p.disk.names, path) })
}

func (p *memFS) find(path string, then func(*inode)) error {
	return p.do(func() error {
		n := p.disk.names[path]
		if n == nil {
			return fs.ErrNotExist
		}
		then(n)
		return nil
	}, nil)
}

func (p *memFS) SyncDir(dir string) error {
	return p.do(func() error {
		if p.disk.lazyNames {
			return nil
		}
		inDir := func(path string, _ *inode) bool { return filepath.Dir(path) == dir }
		maps.DeleteFunc(p.disk.safe, inDir)
		for path, n := range p.disk.names {
			if inDir(path, n) {
				p.disk.safe[path] = n
			}
		}
		return nil
	}, nil)
}
