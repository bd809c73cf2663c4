package server

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"examdesk/model"
)

// TestStreamsAreNotCollected runs alone, so that nobody else takes memory. It has a list of fifty thousand rows pass through in
// constant memory: neither side keeps what has been handed on.
func TestStreamsAreNotCollected(t *testing.T) {
	const rows = 50_000
	row := []byte(`{"item":{"attempt":{"id":7,"status":"submitted"},"user":{"username":"mei_zhang","full_name":"Mei Zhang"}}}` + "\n")
	s := answers(t, func(w http.ResponseWriter, _ *http.Request) {
		for range rows {
			_, _ = w.Write(row)
		}
		_, _ = fmt.Fprintf(w, `{"count":%d}`+"\n", rows)
	})
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n, most := 0, uint64(0)
	for r, err := range s.Attempts(t.Context(), model.AttemptQuery{}) {
		if err != nil || r.Attempt.ID != 7 {
			t.Fatalf("row %d: %v", n, err)
		}
		if n++; n%10_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&during)
			most = max(most, during.HeapAlloc)
		}
	}
	if n != rows {
		t.Errorf("%d rows", n)
	}
	if most > before.HeapAlloc+8<<20 { // all rows together have 40 MiB and more
		t.Error("the rows were kept")
	}
	t.Logf("%d rows, heap %d KiB before, %d KiB at most", n, before.HeapAlloc>>10, most>>10)
}
