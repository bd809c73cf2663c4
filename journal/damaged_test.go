package journal

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"examdesk/model"
)

// spoilt starts a process after another one left n decisions and was killed, and
// its file was changed by someone or something.
func spoilt(t testing.TB, n int, change func([]byte) []byte) *rig {
	t.Helper()
	r := &rig{disk: newDisk(1), store: &toldStore{}, clock: &setClock{now: date(16, 0, 0)}}
	r.fs = r.disk.process()
	var err error
	if r.j, err = Open(t.Context(), r.config(r.fs), r.store); err != nil {
		t.Fatal(err)
	}
	for attempt := range int64(n) {
		if _, err := r.j.Hold(t.Context(), wish(attempt+1)); err != nil {
			t.Fatal(err)
		}
	}
	r.fs.kill()
	for name, node := range r.disk.names {
		if strings.HasSuffix(name, logSuffix) {
			node.data = change(slices.Clone(node.data))
			node.sync()
		}
	}
	r.fs = r.disk.process()
	if r.j, err = Open(t.Context(), r.config(r.fs), r.store); err != nil {
		t.Fatal(err)
	}
	return r
}

// contents is what doctor would say.
func (r *rig) contents(t testing.TB) Contents {
	t.Helper()
	s, err := Look(r.config(r.disk.process()))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// nothingIsSilent checks that each decision is found or that a damaged line is
// kept, also once all that was found is settled and the process has ended.
func nothingIsSilent(t testing.TB, r *rig, taken int, what string) {
	t.Helper()
	held, err := r.j.Held(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	said := r.contents(t).Damaged
	if len(held) < taken && len(said) == 0 {
		t.Fatalf("%s: %d of %d decisions are found, and nothing is said", what, len(held), taken)
	}
	if len(held) < taken-2 {
		t.Fatalf("%s: only %d of %d decisions are found", what, len(held), taken)
	}
	for _, h := range held {
		if h.State != model.HeldFound || h.Request.Reason != wish(1).Reason {
			t.Fatalf("%s: %+v", what, h)
		}
		if err := r.j.Withdraw(t.Context(), h.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.j.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := r.contents(t).Damaged; len(after) != len(said) {
		t.Fatalf("%s: %d damaged lines became %d", what, len(said), len(after))
	}
}

// TestDamagedByte flips one byte, each in turn. Nothing that was confirmed is
// lost without a word.
func TestDamagedByte(t *testing.T) {
	t.Parallel()
	var size, found, kept int
	for at := 0; at == 0 || at < size; at++ {
		for _, flip := range []byte{0x01, 0x20, 0xff, '\n'} {
			r := spoilt(t, 3, func(data []byte) []byte {
				size = len(data)
				if flip == '\n' && data[at] != '\n' {
					data[at] = '\n'
				} else {
					data[at] ^= flip
				}
				return data
			})
			found += len(r.held(t))
			kept += len(r.contents(t).Damaged)
			nothingIsSilent(t, r, 3, "byte "+string(rune('0'+at%10)))
		}
	}
	t.Logf("%d bytes flipped in 4 ways: %d decisions found, %d damaged lines kept", size, found, kept)
	if kept < size {
		t.Error("hardly anything was damaged, so this test shows little")
	}
}

// TestDamagedCut cuts a part out of the file: to the end of a line, with its line
// feed or without, or any bytes at all before the last line.
func TestDamagedCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		at, cut := rapid.IntRange(0, 1<<20).Draw(rt, "at"), rapid.IntRange(1, 1<<20).Draw(rt, "cut")
		withLF, whole := rapid.Bool().Draw(rt, "with line feed"), false
		r := spoilt(t, 3, func(data []byte) []byte {
			last := bytes.LastIndexByte(data[:len(data)-1], '\n') + 1
			from := at % last
			end := from + bytes.IndexByte(data[from:], '\n')
			if withLF {
				end++
			}
			to := from + cut%(end-from+1)
			// Whole lines that are gone leave no trace by which to tell.
			whole = (from == 0 || data[from-1] == '\n') && to > from && data[to-1] == '\n'
			return append(data[:from:from], data[to:]...)
		})
		if !whole {
			nothingIsSilent(t, r, 3, "a cut")
		}
	})
}

// TestDamagedEmptied empties a line: its line feed alone is left.
func TestDamagedEmptied(t *testing.T) {
	t.Parallel()
	for line := range 3 {
		r := spoilt(t, 3, func(data []byte) []byte {
			lines := bytes.SplitAfter(data, []byte{'\n'})
			lines[line] = []byte{'\n'}
			return bytes.Join(lines, nil)
		})
		nothingIsSilent(t, r, 3, "an emptied line")
		if said := r.contents(t).Damaged; len(said) != 1 || !strings.Contains(said[0].String(), "empty line") {
			t.Errorf("line %d: %+v", line, said)
		}
	}
}

// TestTornLastLine leaves out what a crash tore: no one was told that it was
// taken.
func TestTornLastLine(t *testing.T) {
	t.Parallel()
	size := 0
	for cut := 1; cut == 1 || cut < size; cut++ {
		r := spoilt(t, 2, func(data []byte) []byte {
			size = len(data) - bytes.IndexByte(data, '\n') - 1
			return data[:len(data)-cut]
		})
		if n, said := len(r.held(t)), r.contents(t).Damaged; n != 1 || len(said) != 0 {
			t.Fatalf("%d bytes torn off: %d found, %+v said", cut, n, said)
		}
	}
}

// TestDamagedIsSaid reads from a damaged line what can be read, and keeps its
// bytes in a file for the owner alone.
func TestDamagedIsSaid(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "journal")
	cfg := Config{Dir: dir, Store: "test", Reviewer: "rev.lind", Place: "/srv/state.sqlite3"}
	j, err := Open(t.Context(), cfg, &toldStore{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.Hold(t.Context(), wish(12)); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Hold(t.Context(), wish(13)); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(dir, "*"+logSuffix))
	if err != nil || len(logs) != 1 {
		t.Fatal(logs, err)
	}
	data, err := os.ReadFile(logs[0])
	if err != nil {
		t.Fatal(err)
	}
	line := bytes.Replace(data[:bytes.IndexByte(data, '\n')], []byte("two voices"), []byte("two voicez"), 1)
	if err := os.WriteFile(logs[0], append(line, data[bytes.IndexByte(data, '\n'):]...), 0o600); err != nil {
		t.Fatal(err)
	}
	for n := range 2 { // before it is taken over, and after
		s, err := Look(cfg)
		if err != nil || len(s.Damaged) != 1 {
			t.Fatalf("%+v, %v", s, err)
		}
		d := s.Damaged[0]
		if says := d.String(); !strings.HasPrefix(says, "attempt 12, Suspicious, by rev.lind, taken 20") ||
			!strings.HasSuffix(says, "reason: two voicez at 14:02, for /srv/state.sqlite3") || d.Size != len(line) {
			t.Errorf("%d: %s (%+v)", n, says, d)
		}
		if info, err := os.Stat(d.File); err != nil || info.Mode().Perm() != 0o600 || (n == 1) != strings.HasSuffix(d.File, damagedSuffix) {
			t.Errorf("%d: %v, %v", n, info, err)
		}
		if n == 1 {
			break
		}
		j, err := Open(t.Context(), cfg, &toldStore{})
		if err != nil {
			t.Fatal(err)
		}
		held, err := j.Held(t.Context())
		if err != nil || len(held) != 1 || held[0].Request.AttemptID != 13 {
			t.Errorf("the other line: %+v, %v", held, err)
		}
		if err := j.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
