// Command closing prints one line over all comparisons with edx-proctoring that were
// reported into a folder. It fails if one differs or a suite did not report.
package main

import (
	"fmt"
	"os"

	"examdesk/conformance/counts"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: closing FOLDER")
		os.Exit(2)
	}
	by, err := counts.Sum(os.Args[1])
	var total counts.Counts
	for _, suite := range counts.Suites() {
		c := by[suite]
		fmt.Printf("%-20s %6d passed %6d failed %6d on purpose\n", suite, c.Passed, c.Failed, c.OnPurpose)
		total = total.Add(c)
	}
	fmt.Println(total.Line())
	if err != nil {
		fmt.Fprintln(os.Stderr, "closing:", err)
	}
	if err != nil || total.Failed > 0 {
		os.Exit(1)
	}
}
