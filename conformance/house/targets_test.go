package main

import (
	"path/filepath"
	"testing"
)

// The code keeps the shape that docs/house.md describes: make house prints the same.
func TestTargets(t *testing.T) {
	t.Parallel()
	rooms, err := load(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(rooms) < 50 {
		t.Fatalf("only %d packages were measured", len(rooms))
	}
	for _, f := range measure(rooms)[1:] {
		t.Logf("%s: %s", f.what, f.found)
		if f.missed {
			t.Errorf("%s: %s; the target is %s", f.what, f.found, f.target)
		}
	}
}

// A target that is missed is noticed.
func TestTargetsCanBeMissed(t *testing.T) {
	t.Parallel()
	rooms, err := load(filepath.Join("testdata", "untidy"))
	if err != nil {
		t.Fatal(err)
	}
	missed := map[string]bool{}
	for _, f := range measure(rooms)[1:] {
		missed[f.what] = f.missed
	}
	for _, what := range []string{
		"largest types, methods", "functions, lines", "files, lines", "exported names with a comment", "write transactions outside the door",
		"engine/, arrows between files that run back up",
	} {
		if !missed[what] {
			t.Errorf("%s: nobody noticed", what)
		}
	}
	if missed["tui/, arrows between files that run back up"] {
		t.Error("tui has no files, and misses its target")
	}
}
