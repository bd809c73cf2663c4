package main

import (
	"fmt"
	"go/ast"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// room is a package with its files, tests left out.
type room struct {
	*packages.Package
	// path is the folder within the module, "" for its top.
	path string
}

// load reads and type-checks the module's packages.
func load(dir string) ([]room, error) {
	list, err := packages.Load(&packages.Config{
		Dir:  dir,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedModule,
	}, "./...")
	if err != nil {
		return nil, fmt.Errorf("load the packages: %w", err)
	}
	var rooms []room
	for _, p := range list {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("load %s: %w", p.PkgPath, p.Errors[0])
		}
		rooms = append(rooms, room{p, strings.TrimPrefix(strings.TrimPrefix(p.PkgPath, p.Module.Path), "/")})
	}
	return rooms, nil
}

// within reports whether the room is the folder or lies in it.
func (r room) within(folder string) bool {
	return r.path == folder || strings.HasPrefix(r.path, folder+"/")
}

// file is the name of the file that a piece of syntax stands in.
func (r room) file(n ast.Node) string {
	return filepath.Join(r.path, filepath.Base(r.Fset.Position(n.Pos()).Filename))
}

// lines is how many lines a piece of syntax has.
func (r room) lines(n ast.Node) int {
	return r.Fset.Position(n.End()).Line - r.Fset.Position(n.Pos()).Line + 1
}
