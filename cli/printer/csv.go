package printer

import (
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// CsvFlags are the flags that ask for CSV.
type CsvFlags struct{ On, mark bool }

// Flags adds --csv and --excel.
func (f *CsvFlags) Flags(cmd *cobra.Command, prints string) {
	cmd.Flags().BoolVar(&f.On, "csv", false, "print CSV"+prints)
	cmd.Flags().BoolVar(&f.mark, "excel", false, "begin the CSV with a byte order mark, because Excel misreads letters beyond ASCII without it; implies --csv")
}

// Check refuses flags that cannot be combined. --excel is CSV too.
func (f *CsvFlags) Check(cmd *cobra.Command) error {
	if err := kit.NotBoth(cmd, "json", "excel"); err != nil {
		return err
	}
	if err := kit.NotBoth(cmd, "json", "csv"); err != nil {
		return err
	}
	f.On = f.On || f.mark
	return nil
}

// csvCell makes a cell safe for terminals and for spreadsheets, which run a cell that
// begins with one of these characters as a formula.
func csvCell(s string) string {
	formula := s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0]))
	lines := model.Text(s).Lines()
	s = strings.Join(lines, "\n")
	// What was in front of it may have been removed.
	if formula || s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}
