// Command house prints the figures of the code's shape that docs/house.md sets
// targets for: types, functions, files, what is documented, and the arrows
// between the files of a folder that run back up.
//
//	go run ./conformance/house
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

func main() {
	dir := flag.String("dir", ".", "the module's folder")
	flag.Parse()
	if err := run(os.Stdout, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "house:", err)
		os.Exit(1)
	}
}

// run measures the module and prints what it found.
func run(out io.Writer, dir string) error {
	rooms, err := load(dir)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, f := range measure(rooms) {
		said := f.target
		if f.missed {
			said += ": missed"
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", f.what, f.found, said)
	}
	return w.Flush()
}
