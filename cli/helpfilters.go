package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// filtersTopic is `examdesk help filters`. It lists the parts from the model, so that
// none is missing.
func filtersTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString(`A filter selects the attempts that a list shows or a command changes. It is the same in the desk (/), in attempt list,
in review list and in --filter. In a shell, put it in single quotes.

An attempt must match every part. Write "or" between alternatives; parentheses group, and ! directly before a part or
a parenthesis negates it. Commas separate alternative values of a part.

  status:error,submitted age:>7d
  course:STAT101 !(status:verified or status:rejected)
  risk:high reviewer:none or status:second_review_required age:>3d
  submitted:2026-11-01..2026-11-07 comments:>3 mei

Parts:

`)
	for _, k := range model.FilterKeys() {
		_, _ = fmt.Fprintf(&b, "  %-12s %s\n", k.Name+":", k.Says)
		if len(k.Values) > 0 {
			_, _ = fmt.Fprintf(&b, "  %-12s   %s\n", "", strings.Join(fewer(k.Values), ", "))
		}
	}
	b.WriteString(`  TEXT         any part of username, e-mail or name, or, with three letters or more, of attempt code or external id
  ~TEXT        these letters in this order, with anything between, in username, e-mail or name

Several texts must all be found, in any order. In quotation marks, several words are one text, and or, (, ! and ~ are
text too. Put a value with blanks in quotation marks: exam:"Midterm 1".

Numbers and dates take >, >=, <, <= and A..B. Dates are in UTC: a month 2026-11, a day 2026-11-01 or a minute
2026-11-01T14:30, each covering all of that time.
`)
	return &cobra.Command{Use: "filters", Short: "How to write filters", Long: strings.TrimSuffix(b.String(), "\n"), DisableFlagsInUseLine: true}
}

// fewer returns the first of many values.
func fewer(values []string) []string {
	const most = 9
	if len(values) <= most {
		return values
	}
	return append(append([]string{}, values[:most-1]...), "…")
}
