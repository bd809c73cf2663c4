package journal

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"examdesk/model"
)

func TestLookInto(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if s, err := LookInto(filepath.Join(dir, "not there")); err != nil || s.Open != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	first := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	var data []byte
	for i, r := range []record{
		{Kind: kindTaken, ID: "b", TakenAt: first.Add(time.Hour)},
		{Kind: kindTaken, ID: "a", TakenAt: first},
		{Kind: kindTaken, ID: "c", TakenAt: first.Add(-time.Hour)},
		{Kind: kindWithdrawn, ID: "c"},
	} {
		r.Store = "0123"
		if r.Kind == kindTaken {
			r.Request = newRequest(model.DecisionRequest{AttemptID: int64(i + 1), Review: model.ReviewClean})
		}
		var err error
		if data, err = appendLine(data, r); err != nil {
			t.Fatal(err)
		}
	}
	twice := append([]byte{}, data...) // a process ended while it took a file over
	data = append(data, []byte("00000000 {\"kind\":\"taken\"}\nhalf a li")...)
	for name, text := range map[string][]byte{"0123-x" + logSuffix: data, "0123-y" + logSuffix: twice, "dir.lock": nil, "0123-x" + lockSuffix: nil} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := LookInto(dir)
	if err != nil || s.Open != 2 || !s.Oldest.Equal(first) || s.Damaged != 1 || len(s.Files) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}
