package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/model"
)

func (a *factory) learnerCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "learner", Short: "Look learners up", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.learnerFindCmd(), a.learnerViewCmd())
	return cmd
}

// maxFound is the longest list of learners.
const maxFound = 1000

func (a *factory) learnerFindCmd() *cobra.Command {
	var l list
	cmd := &cobra.Command{
		Use:   "find TEXT",
		Short: "Find learners by any part of username, e-mail, name, attempt code or external id",
		Args:  usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if l.limit < 1 || l.limit > maxFound {
				return &usageError{fmt.Errorf("--limit %d: give 1 to %d", l.limit, maxFound)}
			}
			text := strings.TrimSpace(strings.Join(args, " "))
			if text == "" {
				return &usageError{errors.New("say whom to find")}
			}
			return a.withStore(cmd.Context(), func(o *session) error { return a.learnerFind(cmd.Context(), o, text, l) })
		},
	}
	cmd.Flags().IntVar(&l.limit, "limit", 50, "most learners to list")
	cmd.Flags().BoolVar(&l.asJSON, "json", false, "print one JSON array")
	return cmd
}

// foundJSON is one learner of `learner find --json`; docs/commands.md describes it.
type foundJSON struct {
	userJSON
	IsActive bool `json:"is_active"`
}

func foundOf(l model.Learner) foundJSON {
	return foundJSON{userJSON{l.ID, l.Username.Raw(), l.Email.Raw(), l.FullName.Raw()}, l.IsActive}
}

func (a *factory) learnerFind(ctx context.Context, o *session, text string, l list) error {
	found, err := o.Store.FindLearners(ctx, model.LearnerQuery{Text: text, Limit: l.limit})
	if err != nil {
		return err
	}
	if l.asJSON {
		return writeList(a, listing[model.Learner]{rows: each(found), json: func(x model.Learner) any { return foundOf(x) }})
	}
	if err := a.table(learnerRows(found)); err != nil {
		return err
	}
	if len(found) == l.limit {
		_, _ = fmt.Fprintf(a.Err, "There may be more than these %d; say more, or raise --limit.\n", l.limit)
	}
	return nil
}

func learnerRows(found []model.Learner) [][]string {
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

// viewing says how a card is shown.
type viewing struct {
	zone                 string
	ticket, full, asJSON bool
}

func (a *factory) learnerViewCmd() *cobra.Command {
	var v viewing
	cmd := &cobra.Command{
		Use:   "view USERNAME|EMAIL|ID|CODE",
		Short: "Say where a learner stands with each exam, and what happens next",
		Long: `Shows a learner's card: for each exam where the learner stands, why, who acts next and until when; onboarding,
allowances, and what happened last. The learner is named by username, e-mail, id or attempt code, or by any part of them
that only one learner has.

--ticket prints plain text for an answer to the learner: username and e-mail are the only personal data in it, unless --full
is said.`,
		Example: "  examdesk learner view mei_zhang --zone Asia/Shanghai\n  examdesk learner view mei_zhang@example.net --ticket",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.clockOf(v.zone)
			if err != nil {
				return err
			}
			if v.ticket && v.asJSON || v.full && !v.ticket {
				return &usageError{errors.New("--ticket and --json do not go together, and --full goes with --ticket")}
			}
			return a.withStore(cmd.Context(), func(o *session) error { return a.learnerView(cmd.Context(), o, args[0], v, c) })
		},
	}
	zoneFlag(cmd, &v.zone)
	cmd.Flags().BoolVar(&v.ticket, "ticket", false, "plain text to paste into a ticket")
	cmd.Flags().BoolVar(&v.full, "full", false, "with name and the reasons for allowances in the ticket")
	cmd.Flags().BoolVar(&v.asJSON, "json", false, "print one JSON object")
	return cmd
}

func (a *factory) learnerView(ctx context.Context, o *session, name string, v viewing, c clock) error {
	learner, err := a.oneLearner(ctx, o, name)
	if err != nil {
		return err
	}
	card, err := o.Store.ReadLearner(ctx, learner.ID)
	if err != nil {
		return err
	}
	p := a.page()
	switch {
	case v.asJSON:
		return writeJSON(a.Out, cardJSONOf(card))
	case v.ticket:
		_, err := io.WriteString(a.Out, model.Ticket(card, c.now, c.zone(), v.full))
		return err
	default:
		p.card(card, c)
	}
	return p.write()
}

// oneLearner is the learner that a word names. Of several the person has to
// choose one.
func (a *factory) oneLearner(ctx context.Context, o *session, name string) (model.Learner, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return model.Learner{}, &usageError{errors.New("name a learner")}
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
		return model.Learner{}, model.Errorf(model.CodeNotFound, "There is no learner %q; learner find looks for any part of a name.", model.Clean(name))
	case len(found) == 1:
		return found[0], nil
	}
	rows := learnerRows(found)
	fit(rows, a.columns())
	if err := table(a.Err, rows); err != nil {
		return model.Learner{}, err
	}
	return model.Learner{}, model.Errorf(model.CodeInvalid, "%q is more than one learner; name one of them by username or id.", model.Clean(name))
}
