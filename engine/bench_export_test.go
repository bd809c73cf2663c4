package engine

import (
	"testing"

	"examdesk/model"
)

// BenchmarkExport walks through all attempts, as `attempt list --limit 0` reads
// them.
func BenchmarkExport(b *testing.B) {
	e := benchEngine(b)
	rows := 0
	for b.Loop() {
		for _, err := range e.Attempts(b.Context(), model.AttemptQuery{}) {
			must(b, err)
			rows++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(max(rows, 1)), "µs/row")
}
