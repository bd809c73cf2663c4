package find

import (
	"context"
	"strconv"
	"strings"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// LearnerRows returns learners as the rows of a table.
func LearnerRows(found []model.Learner) [][]string {
	rows := [][]string{{"ID", "USERNAME", "E-MAIL", "NAME", "ACCOUNT"}}
	for _, x := range found {
		account := "active"
		if !x.IsActive {
			account = "not active"
		}
		rows = append(rows, []string{strconv.FormatInt(x.ID, 10), x.Username.String(), x.Email.String(), x.FullName.String(), account})
	}
	return rows
}

// OneLearner returns the learner that a word names. If there are several, the person
// must choose one.
func OneLearner(ctx context.Context, a *kit.Factory, o *kit.Opened, name string) (model.Learner, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return model.Learner{}, kit.Usagef("name a learner")
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		id = 0
	}
	found, err := o.Store.LearnersNamed(ctx, name, id)
	switch {
	case err != nil:
		return model.Learner{}, err
	case len(found) == 0:
		return model.Learner{}, model.Errorf(model.CodeNotFound, "There is no learner %q; examdesk learner find searches for any part of a name.", name)
	case len(found) == 1:
		return found[0], nil
	}
	rows := LearnerRows(found)
	printer.Fit(rows, printer.LineWidth(a))
	if err := printer.Table(a.Err, rows); err != nil {
		return model.Learner{}, err
	}
	return model.Learner{}, model.Errorf(model.CodeInvalid, "%q matches more than one learner; name one of them by username or id.", name)
}
