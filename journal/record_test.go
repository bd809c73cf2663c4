package journal

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"examdesk/model"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// someRecord draws a record of any kind.
func someRecord(rt *rapid.T) record {
	r := record{
		Kind: rapid.SampledFrom([]kind{kindTaken, kindSending, kindFailed, kindClosed, kindWithdrawn, kindDismissed}).Draw(rt, "kind"),
		ID:   rapid.StringMatching(`[A-Z0-9]{1,26}`).Draw(rt, "id"),
	}
	switch r.Kind {
	case kindTaken:
		w := wish(rapid.Int64Min(1).Draw(rt, "attempt"))
		w.Review = rapid.SampledFrom(model.ReviewStatuses()).Draw(rt, "review")
		w.Reason = rapid.StringN(0, 40, -1).Draw(rt, "reason")
		w.Expected.Modified = someTime(rt)
		r.Store, r.Request, r.TakenAt, r.SendAt = "store", newRequest(w), someTime(rt), someTime(rt)
	case kindSending:
		r.Stamp = someTime(rt)
	case kindFailed:
		r.Code = rapid.SampledFrom([]model.Code{model.CodeConflict, model.CodeUnavailable}).Draw(rt, "code")
	case kindClosed, kindWithdrawn, kindDismissed:
	}
	return r
}

func someTime(rt *rapid.T) time.Time {
	return time.UnixMicro(rapid.Int64Range(1, 1<<52).Draw(rt, "time")).UTC()
}

// logOf writes records, and returns where each line ends.
func logOf(tb rapid.TB, records []record) (data []byte, ends []int) {
	tb.Helper()
	for _, r := range records {
		var err error
		if data, err = appendLine(data, r); err != nil {
			tb.Fatal(err)
		}
		ends = append(ends, len(data))
	}
	return data, ends
}

// TestRecords reads back what was written. Of a log that was cut off anywhere
// the whole records are left, and no flipped byte makes a record that no one
// wrote or takes more than a neighbour along.
func TestRecords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		written := rapid.SliceOfN(rapid.Custom(someRecord), 1, 6).Draw(rt, "records")
		data, ends := logOf(rt, written)
		if diff := cmp.Diff(written, parse(data)); diff != "" {
			rt.Fatal(diff)
		}
		cut := rapid.IntRange(0, len(data)).Draw(rt, "cut")
		whole, _ := slices.BinarySearch(ends, cut+1)
		if diff := cmp.Diff(written[:whole], parse(data[:cut])); whole > 0 && diff != "" || whole == 0 && len(parse(data[:cut])) > 0 {
			rt.Fatalf("cut at %d: %s", cut, diff)
		}
		at := rapid.IntRange(0, len(data)-1).Draw(rt, "at")
		data[at] ^= byte(rapid.IntRange(1, 255).Draw(rt, "flip"))
		left := parse(data)
		if len(left) < len(written)-2 || !isPartOf(left, written) {
			rt.Fatalf("byte %d flipped: %+v", at, left)
		}
	})
}

// isPartOf reports whether some records are others with some left out.
func isPartOf(some, all []record) bool {
	for _, r := range all {
		if len(some) > 0 && cmp.Equal(some[0], r) {
			some = some[1:]
		}
	}
	return len(some) == 0
}

// FuzzParse reads anything without a panic. What comes out can be written and
// read again, and makes sense to the book.
func FuzzParse(f *testing.F) {
	whole, ends := logOf(f, []record{
		{Kind: kindTaken, ID: "A", Store: "s", Request: newRequest(wish(1)), TakenAt: date(16, 0, 0), SendAt: date(16, 0, 8)},
		{Kind: kindSending, ID: "A", Stamp: date(16, 0, 8)},
		{Kind: kindFailed, ID: "A", Code: model.CodeConflict},
		{Kind: kindTaken, ID: "B", Store: "s", Request: newRequest(wish(1)), Replaces: "A"},
		{Kind: kindClosed, ID: "B"},
		{Kind: kindWithdrawn, ID: "C"},
		{Kind: kindDismissed, ID: "D"},
	})
	for _, end := range ends {
		f.Add(whole[:end])
		f.Add(whole[:end-1])
	}
	f.Add([]byte("00000000 \n\n00000000 {}\n"))
	f.Add(slices.Concat(whole[ends[0]:], whole[:ends[0]], make([]byte, 64)))
	// The checksum keeps a fuzzer out, so that it may also say
	// what a line holds and be given the checksum.
	f.Add([]byte(`{"kind":"sending","id":"A","stamp":"2026-11-20T16:00:00+23:59"}`))
	for line := range bytes.Lines(whole) {
		f.Add(line[lineHead:])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := newBook()
		for _, r := range append(parse(data), parse(withSums(data))...) {
			line, err := appendLine(nil, r)
			if err != nil {
				t.Fatalf("%+v cannot be written: %v", r, err)
			}
			again := parse(line)
			if len(again) != 1 || !cmp.Equal(r, again[0]) {
				t.Fatal(cmp.Diff([]record{r}, again))
			}
			b.apply(r)
		}
		for _, e := range b.list() {
			for _, r := range e.records() {
				if !r.makesSense() {
					t.Fatalf("the book makes %+v", r)
				}
			}
			e.held()
		}
	})
}

// withSums takes each line for what a record holds and gives it its checksum.
func withSums(data []byte) []byte {
	var out []byte
	for line := range bytes.Lines(data) {
		body := bytes.TrimSuffix(line, []byte{'\n'})
		out = fmt.Appendf(out, "%08x %s\n", checksum(body), body)
	}
	return out
}
