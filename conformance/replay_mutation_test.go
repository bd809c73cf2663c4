package conformance

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestReplayNoticesAnswers changes one value of an answer at a time, for every
// operation that is replayed: each change must be noticed.
func TestReplayNoticesAnswers(t *testing.T) {
	t.Parallel()
	const most = 8 // values of one answer: the others are compared by the same code
	ops, tried := operations(), map[string]int{}
	transcripts(t, func(tr *transcript) {
		name := tr.Request.Function[strings.LastIndex(tr.Request.Function, ".")+1:]
		op, known := ops[name]
		if !known || tried[name] > 0 || tr.Raises != nil || tr.Replay.Possible != "yes" || tr.Result == nil || tr.declinesExam() {
			return
		}
		for n := 0; n < most; n++ {
			changed := *tr
			data, err := json.Marshal(tr.Result)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &changed.Result); err != nil {
				t.Fatal(err)
			}
			left := n
			if changed.Result = mutated(changed.Result, &left); left >= 0 {
				break
			}
			tried[name]++
			if replay(t, &changed, op) == "" {
				t.Errorf("%s: the change of value %d of %s was not noticed", tr.ID, n, name)
			}
		}
	})
	if len(tried) < 25 {
		t.Errorf("only the answers of %d operations were changed", len(tried))
	}
}

// mutated is v with its nth plain value changed; n is below 0 when that is done.
func mutated(v any, n *int) any {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			v[k] = mutated(v[k], n)
		}
		return v
	case []any:
		for i := range v {
			v[i] = mutated(v[i], n)
		}
		return v
	}
	*n--
	if *n == -1 {
		return "changed"
	}
	return v
}
