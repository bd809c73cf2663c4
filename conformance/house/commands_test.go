package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var command = regexp.MustCompile(`^NewCmd[A-Z]`)

// otherwise are commands that are made in another way: help has no options.
var otherwise = []string{"cli/kit NewCmdHelp"}

// TestCommands holds the commands in the packages below cli to one shape: a constructor
// takes what every command is given and, from a test, what is run with the options in
// place of the command's own work, and a test of the package does hand that in.
func TestCommands(t *testing.T) {
	t.Parallel()
	sources := files(t, ".go")
	found := 0
	for name, text := range sources {
		dir := path.Dir(name)
		if path.Dir(dir) != "cli" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, f := range constructors(t, name, text) {
			if found++; slices.Contains(otherwise, dir+" "+f.Name.Name) {
				continue
			}
			if !takesRun(f.Type) {
				t.Errorf("%s: %s does not take what it runs with its options", name, f.Name.Name)
			}
			if !tested(sources, dir, f.Name.Name) {
				t.Errorf("%s: no test of the package reads the options of %s", name, f.Name.Name)
			}
		}
	}
	if found < 55 {
		t.Errorf("only %d commands were found", found)
	}
}

// constructors are the functions of a file that make commands.
func constructors(t *testing.T, name, text string) []*ast.FuncDecl {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.FuncDecl
	for _, d := range file.Decls {
		if f, is := d.(*ast.FuncDecl); is && f.Recv == nil && command.MatchString(f.Name.Name) {
			out = append(out, f)
		}
	}
	return out
}

// takesRun reports whether a constructor's second parameter is of the type
// func(context.Context, *SomethingOptions) error.
func takesRun(f *ast.FuncType) bool {
	if len(f.Params.List) != 2 {
		return false
	}
	run, is := f.Params.List[1].Type.(*ast.FuncType)
	if !is || len(run.Params.List) != 2 || run.Results == nil || len(run.Results.List) != 1 {
		return false
	}
	options, is := run.Params.List[1].Type.(*ast.StarExpr)
	if !is {
		return false
	}
	name, is := options.X.(*ast.Ident)
	return is && strings.HasSuffix(name.Name, "Options")
}

// tested reports whether a test in a folder names a constructor.
func tested(sources map[string]string, dir, constructor string) bool {
	named := regexp.MustCompile(`\b` + constructor + `\b`)
	for name, text := range sources {
		if path.Dir(name) == dir && strings.HasSuffix(name, "_test.go") && named.MatchString(text) {
			return true
		}
	}
	return false
}
