package printer

import (
	"bytes"
	"iter"
	"strings"
	"testing"

	"examdesk/cli/kit"
	"examdesk/model"
)

// A list that breaks off prints what was read of it, in every form, and does not
// look whole.
func TestListBreaksOff(t *testing.T) {
	t.Parallel()
	rows := iter.Seq2[int, error](func(yield func(int, error) bool) {
		_ = yield(1, nil) && yield(2, nil) && yield(0, model.Errorf(model.CodeUnavailable, "The store went away."))
	})
	for form, l := range map[string]Listing[int]{
		"table": {Head: []string{"N"}, Cells: func(n int) []string { return []string{strings.Repeat("x", n)} }},
		"CSV":   {Head: []string{"N"}, Cells: func(n int) []string { return []string{strings.Repeat("x", n)} }, CSV: CsvFlags{On: true}},
		"JSON":  {JSON: func(n int) any { return strings.Repeat("x", n) }},
	} {
		var said bytes.Buffer
		l.Rows = rows
		err := WriteList(&kit.Factory{Env: kit.Env{Out: &said, Err: &said}}, l)
		if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), "stopped after 2 rows") {
			t.Errorf("%s: %v", form, err)
		}
		if got := said.String(); !strings.Contains(got, "x") || !strings.Contains(got, "xx") || strings.Contains(got, "]") {
			t.Errorf("%s: printed %q", form, got)
		}
	}
}
