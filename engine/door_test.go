package engine

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source parses the Go files below a directory, without tests.
func source(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	out := map[string]*ast.File{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		out[filepath.ToSlash(path)] = file
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("%s: %d files, %v", dir, len(out), err)
	}
	return out
}

// called are the names of the package's functions and methods that a function
// names: those it calls, and those of its own receiver, which may be handed on.
func called(fn *ast.FuncDecl) map[string]bool {
	self := ""
	if fn.Recv != nil && len(fn.Recv.List[0].Names) > 0 {
		self = fn.Recv.List[0].Names[0].Name
	}
	out := map[string]bool{}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if of := words(n.X); of == self || of == self+".e" || of == self+".core" {
				out[n.Sel.Name] = true
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok {
				out[id.Name] = true
			}
		}
		return true
	})
	return out
}

// writingCalls are the functions of this package that reach the door, by name: one
// that names another one that does is one too.
func writingCalls(files map[string]*ast.File) map[string]bool {
	names := map[string]map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				for name := range called(fn) {
					if names[fn.Name.Name] == nil {
						names[fn.Name.Name] = map[string]bool{}
					}
					names[fn.Name.Name][name] = true
				}
			}
		}
	}
	writes := map[string]bool{"do": true}
	for again := true; again; {
		again = false
		for name, calls := range names {
			for c := range calls {
				if writes[c] && !writes[name] {
					writes[name], again = true, true
				}
			}
		}
	}
	return writes
}

func typeOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	typ := fn.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// What writes is a method of a type that says who may: the guarded roles with
// their parts that hold a caller, and edx-proctoring's own calls. Nothing else that is exported reaches
// the door, and nothing passes it by.
func TestOneDoor(t *testing.T) {
	t.Parallel()
	files := source(t, ".")
	writes := writingCalls(files)
	counts := map[string]int{}
	for path, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if of := typeOf(fn); fn.Name.IsExported() && writes[fn.Name.Name] {
				counts[of]++
				if !slices.Contains([]string{"Guarded", "EdxProctoring", "registrars", "retirers"}, of) {
					t.Errorf("%s: %s.%s reaches the door and is of no type that asks who may", path, of, fn.Name.Name)
				}
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Update" && fn.Name.Name != "do" {
					t.Errorf("%s: %s opens a writing transaction of its own", path, fn.Name.Name)
				}
				return true
			})
		}
	}
	for _, of := range []string{"Guarded", "EdxProctoring"} {
		if counts[of] == 0 {
			t.Errorf("no method of %s reaches the door, so this test finds nothing", of)
		}
	}
	t.Logf("methods that write: %d guarded, %d of edx-proctoring's own", counts["Guarded"], counts["EdxProctoring"])
}

// Front ends cannot reach edx-proctoring's unguarded calls, nor a writing
// transaction of the store.
func TestFrontEndsStayOutside(t *testing.T) {
	t.Parallel()
	seen := 0
	for path, f := range source(t, "..") {
		room := strings.SplitN(strings.TrimPrefix(path, "../"), "/", 2)[0]
		if room == "engine" || room == "conformance" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if n.Sel.Name == "EdxProctoring" {
					t.Errorf("%s uses edx-proctoring's unguarded calls", path)
				}
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || room != "cli" {
					return true
				}
				seen++
				if (sel.Sel.Name == "Update" || sel.Sel.Name == "Migrate") && strings.HasSuffix(words(sel.X), "store") {
					t.Errorf("%s writes to the store past the engine", path)
				}
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no call of cli was seen")
	}
}

// words is an expression of names with dots, as it is written.
func words(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return words(e.X) + "." + e.Sel.Name
	}
	return ""
}
