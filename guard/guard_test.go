package guard_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/guard"
	"examdesk/model"
)

// A panic is an error that says what was being done, and of what was thrown only
// the runtime's own words.
func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	var none []int
	for name, c := range map[string]struct {
		f    func() (int, error)
		want string
	}{
		"runtime": {func() (int, error) { return none[3], nil }, "panic while counting: runtime error: index out of range [3] with length 0"},
		"data":    {func() (int, error) { panic("ada@example.com") }, "panic while counting: a string"},
		"error":   {func() (int, error) { panic(errors.New("ada@example.com")) }, "panic while counting: a *errors.errorString"},
	} {
		answer := <-guard.Start("counting", c.f)
		var p *guard.Panic
		if !errors.As(answer.Err, &p) || p.Error() != c.want || model.Sentence(answer.Err) != "examdesk itself failed while counting." {
			t.Errorf("%s: %v", name, answer.Err)
		}
		trace := guard.Traces(answer.Err)
		if !strings.HasPrefix(trace, "while counting:\n") || !strings.Contains(trace, "guard_test.go") || strings.Contains(trace, "ada@") {
			t.Errorf("%s: the trace is\n%s", name, trace)
		}
	}
}

// Of a group each failure is kept, and a panic does not hold up the others.
func TestGroup(t *testing.T) {
	t.Parallel()
	var g guard.Group
	plain := errors.New("plain")
	g.Go("one", func() error { panic("x") })
	g.Go("two", func() error { return plain })
	g.Go("three", func() error { return nil })
	err := g.Wait()
	var p *guard.Panic
	if !errors.Is(err, plain) || !errors.As(err, &p) || p.Doing != "one" {
		t.Error(err)
	}
	if guard.Traces(nil, plain) != "" {
		t.Error("a trace of no panic")
	}
}

// timers are the calls that run a function in a goroutine of its own and may stay.
var timers = map[string]string{
	"backends/mock/mock.go time.AfterFunc":           "what it calls is guarded",
	"backends/simulator/simulator.go time.AfterFunc": "what it calls is guarded",
	"cli/run.go context.AfterFunc":                   "signal's own stop",
	"keys/atomic.go context.AfterFunc":               "one call of the operating system",
	"client/server/listen.go time.AfterFunc":         "it ends a context",
	"client/server/walk.go time.AfterFunc":           "it ends a context",
	"client/signin/source.go context.AfterFunc":      "what it starts ends a context",
	"client/signin/source.go time.AfterFunc":         "it ends a context",
	"server/apiext/presence.go time.AfterFunc":       "what it calls is guarded",
}

// Nothing but this package starts a goroutine: a panic in a bare one would end the
// process with the terminal raw.
func TestNoBareGoroutine(t *testing.T) {
	t.Parallel()
	files, found := 0, map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		short := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(os.PathSeparator)))
		switch {
		case err != nil:
			return err
		case d.IsDir() && (short == "conformance" || short == "model/desktest" || short == "guard" || name == "testdata" || strings.HasPrefix(name, ".") && name != ".."):
			return filepath.SkipDir // what only tests use
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files++
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, where := range bare(t, short, source) {
			found[where] = true
			if timers[where] == "" {
				t.Errorf("%s starts a goroutine of its own: use guard.Start or guard.Group, which turn a panic into an error", where)
			}
		}
		return nil
	})
	if err != nil || files < 100 {
		t.Fatal(files, err)
	}
	for where := range timers {
		if !found[where] {
			t.Errorf("%s is not there any more; remove it from timers", where)
		}
	}
}

// bare are the places of a file that start a goroutine.
func bare(t *testing.T, name string, source []byte) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	groups := groupsOf(file)
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			out = append(out, set.Position(n.Pos()).String()+" go")
		case *ast.SelectorExpr:
			x, is := n.X.(*ast.Ident)
			switch {
			case n.Sel.Name == "AfterFunc" && is && (x.Name == "time" || x.Name == "context"):
				out = append(out, name+" "+x.Name+".AfterFunc")
			case n.Sel.Name == "Go" && !groups[lastName(n.X)]:
				out = append(out, set.Position(n.Pos()).String()+" Go")
			}
		}
		return true
	})
	return out
}

// lastName is the name at the end of x or of x.y.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// groupsOf are the names of a file's variables and fields that are a guard.Group.
func groupsOf(file *ast.File) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		var names []*ast.Ident
		var kind ast.Expr
		switch n := n.(type) {
		case *ast.ValueSpec:
			names, kind = n.Names, n.Type
		case *ast.Field:
			names, kind = n.Names, n.Type
		}
		if s, is := kind.(*ast.SelectorExpr); is && s.Sel.Name == "Group" && lastName(s.X) == "guard" {
			for _, name := range names {
				out[name.Name] = true
			}
		}
		return true
	})
	return out
}

// Each way to start one is seen, and the guarded ones are not.
func TestBareIsSeen(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		"go f()":                                      1,
		"go func() { }()":                             1,
		"var g sync.WaitGroup; g.Go(f)":               1,
		"s.g.Go(f)":                                   1,
		"time.AfterFunc(1, f)":                        1,
		"later := time.AfterFunc; later(1, f)":        1,
		"context.AfterFunc(ctx, f)":                   1,
		"var g guard.Group; g.Go(\"x\", f)":           0,
		"guard.Start(\"x\", f)":                       0,
		"type s struct{ g guard.Group }; s.g.Go(f)":   0,
		"type s struct{ g errs.Group }; s.g.Go(f)":    1,
		"var g, h guard.Group; h.Go(\"x\", f); g = h": 0,
	} {
		if got := bare(t, "x.go", []byte("package x\nfunc y() {\n"+body+"\n}\n")); len(got) != want {
			t.Errorf("%s: %v", body, got)
		}
	}
}
