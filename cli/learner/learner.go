package learner

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// NewCmd returns the command learner.
func NewCmd(a *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{Use: "learner", Short: "Look learners up", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdFind(a), NewCmdView(a))
	return cmd
}

// maxFound is the longest list of learners.
const maxFound = 1000

// NewCmdFind returns the command learner find.
func NewCmdFind(a *kit.Factory) *cobra.Command {
	var l printer.List
	cmd := &cobra.Command{
		Use:     "find TEXT",
		Short:   "Find learners by any part of username, e-mail, name, attempt code or external id",
		Example: "  examdesk learner find mei",
		Args:    kit.UsageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if l.Limit < 1 || l.Limit > maxFound {
				return kit.Usagef("--limit %d: give 1 to %d", l.Limit, maxFound)
			}
			text := strings.TrimSpace(strings.Join(args, " "))
			if text == "" {
				return kit.Usagef("say whom to find")
			}
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error { return learnerFind(cmd.Context(), a, o, text, l) })
		},
	}
	cmd.Flags().IntVar(&l.Limit, "limit", 50, "most learners to list")
	cmd.Flags().BoolVar(&l.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []foundJSON(nil))
	return cmd
}

// foundJSON is one learner of `learner find --json`; docs/commands.md describes it.
type foundJSON struct {
	vocab.UserJSON
	IsActive bool `json:"is_active"`
}

func foundOf(l model.Learner) foundJSON {
	return foundJSON{vocab.UserOf(l), l.IsActive}
}

func learnerFind(ctx context.Context, a *kit.Factory, o *kit.Opened, text string, l printer.List) error {
	found, err := o.Store.FindLearners(ctx, model.LearnerQuery{Text: text, Limit: l.Limit})
	if err != nil {
		return err
	}
	if l.AsJSON {
		return printer.WriteList(a, printer.Listing[model.Learner]{Rows: printer.Each(found), JSON: func(x model.Learner) any { return foundOf(x) }})
	}
	if err := printer.PrintTable(a, find.LearnerRows(found)); err != nil {
		return err
	}
	if len(found) == l.Limit {
		_, _ = fmt.Fprintf(a.Err, "There may be more than these %d; say more, or raise --limit.\n", l.Limit)
	}
	return nil
}

// viewing says how a card is shown.
type viewing struct {
	zone                 string
	ticket, full, asJSON bool
}

// NewCmdView returns the command learner view.
func NewCmdView(a *kit.Factory) *cobra.Command {
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
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := printer.ClockOf(a, v.zone)
			if err != nil {
				return err
			}
			if v.ticket && v.asJSON || v.full && !v.ticket {
				return kit.Usagef("--ticket and --json do not go together, and --full goes with --ticket")
			}
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error { return learnerView(cmd.Context(), a, o, args[0], v, c) })
		},
	}
	printer.ZoneFlag(cmd, &v.zone)
	cmd.Flags().BoolVar(&v.ticket, "ticket", false, "plain text to paste into a ticket")
	cmd.Flags().BoolVar(&v.full, "full", false, "with name and the reasons for allowances in the ticket")
	cmd.Flags().BoolVar(&v.asJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, cardJSON{})
	return cmd
}

func learnerView(ctx context.Context, a *kit.Factory, o *kit.Opened, name string, v viewing, c printer.Clock) error {
	learner, err := find.OneLearner(ctx, a, o, name)
	if err != nil {
		return err
	}
	known, err := o.Store.ReadLearner(ctx, learner.ID)
	if err != nil {
		return err
	}
	p := printer.NewPage(a)
	switch {
	case v.asJSON:
		return printer.JSON(a.Out, cardJSONOf(known))
	case v.ticket:
		_, err := io.WriteString(a.Out, model.Ticket(known, c.Now, c.Zone(), v.full))
		return err
	default:
		card(p, known, c)
	}
	return p.Flush()
}
