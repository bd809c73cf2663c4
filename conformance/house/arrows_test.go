package main

import "testing"

func TestUp(t *testing.T) {
	t.Parallel()
	uses := func(names ...string) map[string]bool {
		m := map[string]bool{}
		for _, n := range names {
			m[n] = true
		}
		return m
	}
	for name, c := range map[string]struct {
		g       graph
		all, up int
	}{
		"nothing":       {graph{}, 0, 0},
		"down only":     {graph{"a": uses("b", "c"), "b": uses("c"), "c": uses()}, 3, 0},
		"one back":      {graph{"a": uses("b", "c"), "b": uses("c"), "c": uses("a")}, 4, 1},
		"each other":    {graph{"a": uses("b"), "b": uses("a")}, 2, 1},
		"two circles":   {graph{"a": uses("b"), "b": uses("a"), "c": uses("d"), "d": uses("c")}, 4, 2},
		"a hub of many": {graph{"hub": uses("a", "b", "c"), "a": uses("hub"), "b": uses("hub"), "c": uses("hub")}, 6, 3},
	} {
		if all, up := c.g.count(); all != c.all || up != c.up {
			t.Errorf("%s: %d of %d arrows, want %d of %d", name, up, all, c.up, c.all)
		}
	}
}
