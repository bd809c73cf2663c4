package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// figure is one line of the table.
type figure struct {
	what, found, target string
	// missed reports whether the target is.
	missed bool
}

// The targets; docs/house.md has the reasons.
const (
	mostMethods  = 40
	mostFunction = 60
	mostFile     = 320
	mostLong     = 1 // per cent of the files
	// door is where the engine writes.
	door = "engine/do.go"
)

// mostUp is how many of a hundred arrows between the files of a folder's rooms may
// run back up.
func mostUp() []upTarget {
	return []upTarget{{"cli", 2}, {"tui", 2}, {"engine", 2}, {"store", 2}}
}

type upTarget struct {
	folder  string
	percent float64
}

func measure(rooms []room) []figure {
	figures := []figure{{what: "what", found: "found", target: "target"}}
	figures = append(figures, methods(rooms), functions(rooms), fileLengths(rooms), documented(rooms), outside(rooms))
	for _, t := range mostUp() {
		figures = append(figures, backUp(rooms, t))
	}
	return figures
}

// methods finds the types with the most methods.
func methods(rooms []room) figure {
	type one struct {
		name string
		n    int
	}
	var all []one
	for _, r := range rooms {
		for _, name := range r.Types.Scope().Names() {
			t, is := r.Types.Scope().Lookup(name).(*types.TypeName)
			if !is {
				continue
			}
			if named, is := t.Type().(*types.Named); is {
				all = append(all, one{r.path + "." + name, named.NumMethods()})
			}
		}
	}
	slices.SortFunc(all, func(a, b one) int { return b.n - a.n })
	var names []string
	for _, o := range all[:min(3, len(all))] {
		names = append(names, fmt.Sprintf("%s %d", o.name, o.n))
	}
	return figure{
		"largest types, methods", strings.Join(names, ", "), fmt.Sprintf("at most %d", mostMethods), len(all) > 0 && all[0].n > mostMethods,
	}
}

// functions measures how long they are.
func functions(rooms []room) figure {
	var lengths []int
	long := 0
	for _, r := range rooms {
		for _, f := range r.Syntax {
			for _, d := range f.Decls {
				if fn, is := d.(*ast.FuncDecl); is {
					n := r.lines(fn)
					lengths = append(lengths, n)
					if n > mostFunction {
						long++
					}
				}
			}
		}
	}
	return figure{"functions, lines", spread(lengths), fmt.Sprintf("over %d lines: %d, target 0", mostFunction, long), long > 0}
}

func fileLengths(rooms []room) figure {
	var lengths []int
	long := 0
	for _, r := range rooms {
		for _, path := range r.GoFiles {
			data, err := os.ReadFile(filepath.Clean(path))
			if err != nil {
				continue // the packages were just read from it
			}
			n := strings.Count(string(data), "\n")
			lengths = append(lengths, n)
			if n > mostFile {
				long++
			}
		}
	}
	return figure{
		"files, lines", spread(lengths), fmt.Sprintf("over %d lines: %d, at most %d %%", mostFile, long, mostLong), 100*long > mostLong*len(lengths),
	}
}

// spread is the middle, the ninetieth and the ninety-ninth of a hundred, and the
// largest.
func spread(list []int) string {
	if len(list) == 0 {
		return "none"
	}
	slices.Sort(list)
	at := func(percent int) int { return list[min(len(list)-1, len(list)*percent/100)] }
	return fmt.Sprintf("%d: median %d, p90 %d, p99 %d, most %d", len(list), at(50), at(90), at(99), list[len(list)-1])
}

// documented counts the exported names of packages that have a comment.
func documented(rooms []room) figure {
	var with, all int
	for _, r := range rooms {
		for _, f := range r.Syntax {
			for _, d := range f.Decls {
				w, a := documentedDecl(d)
				with, all = with+w, all+a
			}
		}
	}
	return figure{"exported names with a comment", fmt.Sprintf("%d of %d", with, all), "all", with < all}
}

func documentedDecl(d ast.Decl) (with, all int) {
	count := func(exported, said bool) {
		if exported {
			all++
			if said {
				with++
			}
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		count(d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d))), d.Doc != nil)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				count(s.Name.IsExported(), d.Doc != nil || s.Doc != nil || s.Comment != nil)
			case *ast.ValueSpec:
				for _, name := range s.Names {
					count(name.IsExported(), d.Doc != nil || s.Doc != nil || s.Comment != nil)
				}
			}
		}
	}
	return with, all
}

// receiver is the name of the type that a method belongs to.
func receiver(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// backUp counts the arrows between the files of each room of a folder.
func backUp(rooms []room, target upTarget) figure {
	var all, up int
	for _, r := range rooms {
		if r.within(target.folder) {
			a, u := r.arrows().count()
			all, up = all+a, up+u
		}
	}
	percent := 0.0
	if all > 0 {
		percent = 100 * float64(up) / float64(all)
	}
	return figure{
		target.folder + "/, arrows between files that run back up", fmt.Sprintf("%d of %d (%.1f %%)", up, all, percent),
		fmt.Sprintf("at most %g %%", target.percent), percent > target.percent,
	}
}

// outside counts the write transactions that are begun elsewhere than at the
// engine's one door.
func outside(rooms []room) figure {
	var found []string
	for _, r := range rooms {
		for id, object := range r.TypesInfo.Uses {
			f, is := object.(*types.Func)
			if is && strings.HasSuffix(f.FullName(), "/store.Store).Update") && r.file(id) != door && !r.within("store") {
				found = append(found, r.file(id))
			}
		}
	}
	slices.Sort(found)
	return figure{"write transactions outside the door", strings.TrimSpace(fmt.Sprint(len(found), " ", strings.Join(slices.Compact(found), " "))), "0", len(found) > 0}
}
