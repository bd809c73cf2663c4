// Command examdesk is the proctoring desk for Open edX.
package main

import (
	"os"

	"examdesk/cli"
)

// version is set when a release is built.
var version = "dev"

func main() { os.Exit(cli.Main(version)) }
