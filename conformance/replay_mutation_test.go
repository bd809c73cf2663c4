package conformance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"examdesk/conformance/sampled"
)

// allMutations is how many recorded values TestReplayCanFail changes where all are
// tried.
const allMutations = 300 / sample

// TestReplayCanFail changes one recorded value at a time, at random, in what is
// expected of a call: a replay that does not notice would show nothing.
func TestReplayCanFail(t *testing.T) {
	t.Parallel()
	var all []*transcript
	transcripts(t, "python", func(tr *transcript) {
		if _, known := operations()[tr.operation()]; known && tr.Raises == nil && tr.Replay.Possible == "yes" {
			all = append(all, tr)
		}
	})
	random := rand.New(rand.NewPCG(2026, 11))
	noticed, kinds := 0, map[string]int{}
	mutations := allMutations / sampled.Every(t, 4)
	for range mutations {
		tr := all[random.IntN(len(all))]
		mutated, where := mutate(t, tr, random)
		if mutated == nil {
			mutated, where = mutate(t, tr, random)
		}
		if mutated == nil {
			noticed++ // the call expects nothing that could be changed
			kinds["nothing to change"]++
			continue
		}
		kinds[strings.SplitN(where, ".", 2)[0]]++
		if replay(t, mutated, operations()[mutated.operation()]) != "" {
			noticed++
			continue
		}
		t.Errorf("%s: nobody noticed that %s is another", tr.ID, where)
	}
	t.Logf("%d of %d changes were noticed: %v", noticed, mutations, kinds)
}

// place is a value inside of a decoded transcript that can be replaced.
type place struct {
	path string
	set  func(any)
	old  any
}

// mutate returns a copy of the transcript with one value changed, and which.
func mutate(t *testing.T, tr *transcript, random *rand.Rand) (*transcript, string) {
	t.Helper()
	var whole map[string]any
	if err := json.Unmarshal(tr.line, &whole); err != nil {
		t.Fatal(err)
	}
	if calls, ok := whole["backend_calls"].([]any); ok {
		whole["backend_calls"] = slices.DeleteFunc(calls, func(v any) bool {
			c, _ := v.(map[string]any)
			return call{Method: fmt.Sprint(c["method"])}.tellsNothing()
		})
	}
	var places []place
	for _, name := range []string{"result", "db_after", "events", "signals", "emails", "service_calls", "backend_calls"} {
		places = append(places, leaves(name, whole[name], func(v any) { whole[name] = v })...)
	}
	var usable []place
	for _, p := range places {
		if isExpectation(p.path) {
			usable = append(usable, p)
		}
	}
	if len(usable) == 0 {
		return nil, ""
	}
	p := usable[random.IntN(len(usable))]
	p.set(another(p.old))
	line, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	out, err := decode(line)
	if err != nil {
		t.Fatal(err)
	}
	out.Request.Raw = tr.Request.Raw // the order of an argument's fields counts
	return out, p.path
}

// leaves are the values inside of a value, in a fixed order.
func leaves(path string, v any, set func(any)) (out []place) {
	switch v := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			out = append(out, leaves(path+"."+name, v[name], func(x any) { v[name] = x })...)
		}
	case []any:
		for i := range v {
			out = append(out, leaves(fmt.Sprintf("%s.%d", path, i), v[i], func(x any) { v[i] = x })...)
		}
	default:
		out = append(out, place{path, set, v})
	}
	return out
}

// isExpectation reports whether a field is compared, and not only recorded
// for information: answers of services are given to the call, and of mail the subject
// counts.
func isExpectation(path string) bool {
	parts := strings.Split(path, ".")
	switch parts[0] {
	case "emails":
		return parts[len(parts)-1] == "subject"
	case "signals":
		return len(parts) > 2 && parts[2] == "kwargs"
	case "service_calls", "backend_calls":
		return len(parts) > 2 && (parts[2] == "args" || parts[2] == "kwargs")
	case "db_after":
		return len(parts) > 1 && parts[1] != "auth_user"
	}
	return true
}

func another(v any) any {
	switch v := v.(type) {
	case string:
		return v + "x"
	case float64:
		return v + 1
	case bool:
		return !v
	}
	return "mutated"
}
