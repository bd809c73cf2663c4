package keys

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/model"
)

// odd is a place that does something wrong with what is stored in it.
type odd struct {
	value        model.Secret
	set1, get1   error
	changes      bool
	removed, had int
}

func (o *odd) set(_ context.Context, _ string, s model.Secret) error {
	o.value, o.had = s, o.had+1
	return o.set1
}

func (o *odd) get(context.Context, string) (model.Secret, error) {
	if o.changes {
		return model.NewSecret("another"), nil
	}
	return o.value, o.get1
}

func (o *odd) remove(context.Context, string) error {
	o.removed++
	return nil
}

// A place is tried before anything is entrusted to it, and nothing is left there.
func TestProbedPlaces(t *testing.T) {
	t.Parallel()
	broken := model.Errorf(model.CodeUnavailable, "It is broken.")
	for name, c := range map[string]struct {
		place   *odd
		words   string
		removed int
	}{
		"good":        {&odd{}, "", 1},
		"refuses":     {&odd{set1: broken}, "broken", 0},
		"cannot read": {&odd{get1: broken}, "broken", 1},
		"forgets":     {&odd{get1: errAbsent}, "was not kept", 1},
		"changes":     {&odd{changes: true}, "Something other", 1},
	} {
		err := probe(t.Context(), c.place, KindHelper)
		if (err == nil) != (c.words == "") || err != nil && !strings.Contains(err.Error(), c.words) || c.place.removed != c.removed || c.place.had != 1 {
			t.Errorf("%s: %v, removed %d times", name, err, c.place.removed)
		}
	}
}

func TestProve(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := New(Options{Store: KindPlain, Dir: dir, PlainFile: filepath.Join(dir, "plain.json")})
	if err := v.Prove(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names, err := v.Names(t.Context()); err != nil || len(names) != 0 {
		t.Errorf("%v are left, %v", names, err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "plain.json")); err == nil && strings.Contains(string(data), "probe") {
		t.Errorf("left: %s", data)
	}
	v = New(Options{Store: KindHelper, Dir: dir, Helper: "/nonexistent/helper"})
	if err := v.Prove(t.Context()); err == nil {
		t.Error("a helper that is not there keeps something")
	}
	nowhere := errors.New("nowhere")
	v = New(Options{Store: KindPlain, NoDir: nowhere, PlainFile: filepath.Join(dir, "plain.json")})
	if err := v.Prove(t.Context()); !errors.Is(err, nowhere) {
		t.Errorf("%v", err)
	}
}
