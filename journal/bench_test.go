package journal

import (
	"path/filepath"
	"testing"
)

// BenchmarkHold is what a person waits for: a decision on a real disk, synced.
func BenchmarkHold(b *testing.B) {
	benchmarkHold(b, OSFS{}, filepath.Join(b.TempDir(), "journal"))
}

// BenchmarkHoldMem is the same without the disk: what is left is our own work.
func BenchmarkHoldMem(b *testing.B) {
	benchmarkHold(b, newDisk(1).process(), "/state/journal")
}

// benchmarkHold takes a decision and withdraws it, so that the file stays small
// however often it is done; only taking is timed.
func benchmarkHold(b *testing.B, fs FS, dir string) {
	j, err := Open(b.Context(), Config{Dir: dir, Store: "bench", FS: fs}, &toldStore{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		h, err := j.Hold(b.Context(), wish(1))
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := j.Withdraw(b.Context(), h.ID); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	if err := j.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
}
