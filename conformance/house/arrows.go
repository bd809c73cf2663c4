package main

import (
	"go/types"
	"path/filepath"
	"slices"
)

// graph has, for each file, the files whose names it uses.
type graph map[string]map[string]bool

// arrows draws who uses whom among the files of one room. What a method's
// receiver, a field or a package-level name refers to stands in the file that
// declares it.
func (r room) arrows() graph {
	g := graph{}
	for id, object := range r.TypesInfo.Uses {
		if object.Pkg() != r.Types || !shared(object) {
			continue
		}
		from, to := r.file(id), filepath.Join(r.path, filepath.Base(r.Fset.Position(object.Pos()).Filename))
		if g[from] == nil {
			g[from] = map[string]bool{}
		}
		if from != to {
			g[from][to] = true
		}
	}
	return g
}

// shared reports whether a name can be used from another file.
func shared(o types.Object) bool {
	if o.Parent() == o.Pkg().Scope() {
		return true
	}
	switch o := o.(type) {
	case *types.Func:
		return o.Signature().Recv() != nil
	case *types.Var:
		return o.IsField()
	}
	return false
}

// count returns the arrows and how many of them run back up. The order that
// says what is up is the one found by removing, again and again, a file that
// nothing uses or that uses nothing, and where there is neither the one that
// uses most and is used least (Eades, Lin and Smyth 1993).
func (g graph) count() (all, up int) {
	place := map[string]int{}
	for i, name := range g.order() {
		place[name] = i
	}
	for from, uses := range g {
		for to := range uses {
			all++
			if place[to] < place[from] {
				up++
			}
		}
	}
	return all, up
}

// order sorts the files from those on top to those at the bottom.
func (g graph) order() []string {
	left := map[string]bool{}
	for from, uses := range g {
		left[from] = true
		for to := range uses {
			left[to] = true
		}
	}
	var top, bottom []string
	for len(left) > 0 {
		name, below := g.next(left)
		if below {
			bottom = append(bottom, name)
		} else {
			top = append(top, name)
		}
		delete(left, name)
	}
	slices.Reverse(bottom)
	return append(top, bottom...)
}

// next chooses the file to place, and reports whether it goes to the bottom.
func (g graph) next(left map[string]bool) (name string, below bool) {
	names := make([]string, 0, len(left))
	for n := range left {
		names = append(names, n)
	}
	slices.Sort(names)
	out, in := map[string]int{}, map[string]int{}
	for _, from := range names {
		for to := range g[from] {
			if left[to] {
				out[from]++
				in[to]++
			}
		}
	}
	best := names[0]
	for _, n := range names {
		if out[n] == 0 {
			return n, true
		}
		if out[n]-in[n] > out[best]-in[best] {
			best = n
		}
	}
	return best, false
}
