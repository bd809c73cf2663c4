package setup

import (
	"fmt"
	"strconv"
	"strings"

	"examdesk/cli/kit"
	"examdesk/model"
)

// askReviewer asks the person who they are, by number or username; empty for no one.
func (a *Setup) askReviewer(all []model.Reviewer) (string, error) {
	_, _ = fmt.Fprintln(a.Err, "Who decides?")
	for i, r := range all {
		_, _ = fmt.Fprintf(a.Err, "  %d  %s  %s\n", i+1, r.Username, r.FullName)
	}
	_, _ = fmt.Fprint(a.Err, "Number or username (enter: no one, read-only): ")
	line, err := kit.ReadLine(a.Factory)
	if err != nil && line == "" {
		return "", model.Errorf(model.CodeInvalid, "No one was named; start with --as USERNAME, or with --read-only.")
	}
	answer := strings.TrimSpace(line)
	if answer == "" {
		return "", nil
	}
	for i, r := range all {
		if answer == strconv.Itoa(i+1) || answer == r.Username.Raw() {
			return r.Username.Raw(), nil
		}
	}
	return "", model.Errorf(model.CodeNotFound, "%q is not one of them.", answer)
}
