package conformance

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"examdesk/model"
)

func vectors[T any](t *testing.T, name string, atLeast int) []T {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if len(out) < atLeast {
		t.Fatalf("only %d vectors in %s", len(out), name)
	}
	return out
}

func TestHumanizedMinutes(t *testing.T) {
	t.Parallel()
	for _, v := range vectors[struct {
		Minutes int
		Result  string
	}](t, "humanized_time_vectors.json", 409) {
		if got := model.HumanizedMinutes(v.Minutes); got != v.Result {
			t.Errorf("%d minutes are %q, recorded %q", v.Minutes, got, v.Result)
		}
	}
}

func TestObscuredUserID(t *testing.T) {
	t.Parallel()
	for _, v := range vectors[struct {
		Key    string
		User   json.RawMessage `json:"user_id"`
		Extra  []json.RawMessage
		Result string
	}](t, "obscured_user_id_vectors.json", 21) {
		user, err := strconv.ParseInt(pythonText(v.User), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		var extra []*string
		for _, e := range v.Extra {
			if string(e) == "null" {
				extra = append(extra, nil)
				continue
			}
			extra = append(extra, new(pythonText(e)))
		}
		if got := model.ObscuredUserID(v.Key, user, extra...); got != v.Result {
			t.Errorf("%s %s %s is %s, recorded %s", v.Key, v.User, v.Extra, got, v.Result)
		}
	}
}

// pythonText is what Python's str makes of a JSON value.
func pythonText(raw json.RawMessage) string {
	var s string
	switch {
	case string(raw) == "null":
		return "None"
	case string(raw) == "true":
		return "True"
	case string(raw) == "false":
		return "False"
	case json.Unmarshal(raw, &s) == nil:
		return s
	}
	return string(raw)
}
