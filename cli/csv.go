package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// csvFlags ask for CSV.
type csvFlags struct{ on, mark bool }

func (f *csvFlags) flags(cmd *cobra.Command, prints string) {
	cmd.Flags().BoolVar(&f.on, "csv", false, "print CSV"+prints)
	cmd.Flags().BoolVar(&f.mark, "excel", false, "begin the CSV with a byte order mark, without which Excel reads letters beyond ASCII wrongly; implies --csv")
}

// check refuses what does not go together. --excel is CSV too.
func (f *csvFlags) check(cmd *cobra.Command) error {
	if err := notBoth(cmd, "json", "excel"); err != nil {
		return err
	}
	if err := notBoth(cmd, "json", "csv"); err != nil {
		return err
	}
	f.on = f.on || f.mark
	return nil
}

// csvCell makes a cell safe for spreadsheets, which take what begins with one
// of these characters for a formula and run it, and for terminals.
func csvCell(s string) string {
	formula := s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0]))
	lines := model.Text(s).Lines()
	s = strings.Join(lines, "\n")
	// What was in front of it may have been cut away.
	if formula || s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}
