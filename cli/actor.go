package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"examdesk/model"
)

// askReviewer lets the person say who they are, by number or username; empty for
// nobody.
func (a *app) askReviewer(all []model.Reviewer) (string, error) {
	_, _ = fmt.Fprintln(a.Err, "Who decides?")
	for i, r := range all {
		_, _ = fmt.Fprintf(a.Err, "  %d  %s  %s\n", i+1, r.Username, r.FullName)
	}
	_, _ = fmt.Fprint(a.Err, "Number or username (enter: nobody, read-only): ")
	line, err := a.readLine()
	if err != nil && line == "" {
		return "", model.Errorf(model.CodeInvalid, "Nobody was named; start with --as USERNAME, or with --read-only.")
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
	return "", model.Errorf(model.CodeNotFound, "%q is none of them.", model.Clean(answer))
}

// forDeed opens the store for a command that changes it. Who may do the deed
// nowhere is refused before anything is read, dry or not.
func (a *factory) forDeed(ctx context.Context, deed model.Deed, f func(*session) error) error {
	return a.withStore(ctx, func(o *session) error {
		if err := o.Store.May(ctx, deed); err != nil {
			return err
		}
		return f(o)
	})
}
