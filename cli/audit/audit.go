package audit

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/words"
	"examdesk/model"
)

// NewCmd returns the command audit.
func NewCmd(a *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "Who did what: list the lines, verify that they are whole, note the newest",
		Long: `Every change that is made with examdesk leaves a line: when, who, by which way, what, on what, from what to what. Each
line bears the hash of the one before, so a line that is changed, removed, inserted or moved is found. Whoever can
write the store's file can also write the whole chain again: note the head from time to time where they cannot
(` + "`examdesk audit head`" + `), and give it to ` + "`examdesk audit verify --head`" + `.

A store without examdesk's tables keeps no lines; ` + "`examdesk store migrate`" + ` adds them.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(NewCmdList(a), NewCmdVerify(a), NewCmdHead(a))
	return cmd
}

// auditFlags narrow a list of lines.
type auditFlags struct {
	deed, actor, from, to string
	attempt               int64
	limit                 int
	asJSON, outside       bool
}

// NewCmdList returns the command audit list.
func NewCmdList(a *kit.Factory) *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List who did what, the oldest first",
		Long: `Lists the lines of activity, the oldest first. A name is "claimed" where it was given with --as, and "authenticated"
where the person proved who they are. With --outside it lists the rows of Django's history and archives that no line
accounts for: something else than examdesk wrote them, such as the LMS or a person with SQL.`,
		Example: "  examdesk audit list --attempt 1203\n  examdesk audit list --deed attempt.decide --json\n  examdesk audit list --outside",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := f.query()
			if err != nil {
				return err
			}
			return withActivity(cmd.Context(), a, func(o *kit.Opened) error { return auditList(cmd.Context(), a, o, q, f) })
		},
	}
	cmd.Flags().StringVar(&f.deed, "deed", "", "only lines of this `DEED`, such as attempt.decide")
	cmd.Flags().StringVar(&f.actor, "actor", "", "only lines of the person with this `USERNAME`")
	cmd.Flags().Int64Var(&f.attempt, "attempt", 0, "only lines about the attempt with this `ID`")
	cmd.Flags().StringVar(&f.from, "from", "", "only lines from this `TIME` on")
	cmd.Flags().StringVar(&f.to, "to", "", "only lines up to this `TIME`")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "most lines to list; 0 for all")
	cmd.Flags().BoolVar(&f.outside, "outside", false, "list instead what Django's history has and no line accounts for")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []activityJSON(nil), []outsideJSON(nil))
	return cmd
}

func (f auditFlags) query() (q model.ActivityQuery, err error) {
	if f.limit < 0 {
		return q, kit.Usagef("--limit %d: give 0 or more", f.limit)
	}
	if f.outside && (f.deed != "" || f.actor != "" || f.attempt != 0 || f.from != "" || f.to != "") {
		return q, kit.Usagef("--outside goes only with --limit and --json")
	}
	q = model.ActivityQuery{Deed: model.Deed(f.deed), Actor: f.actor, AttemptID: f.attempt, Limit: f.limit}
	if _, err := kit.OneOf("deed", f.deed, model.Deeds()); f.deed != "" && err != nil {
		return q, err
	}
	for _, t := range []struct {
		flag, text string
		to         *time.Time
	}{{"--from", f.from, &q.From}, {"--to", f.to, &q.To}} {
		if t.text == "" {
			continue
		}
		if *t.to, err = kit.ArgTime(t.flag, t.text); err != nil {
			return q, err
		}
	}
	return q, nil
}

// withActivity opens the store and refuses one that keeps no lines.
func withActivity(ctx context.Context, a *kit.Factory, f func(*kit.Opened) error) error {
	return kit.WithStore(ctx, a, func(o *kit.Opened) error {
		keeps, err := o.Store.KeepsActivity(ctx)
		if err == nil && !keeps {
			err = model.Errorf(model.CodeUnsupported, "This store keeps no lines of activity: examdesk's tables are missing or older. `examdesk store migrate` adds them; until then only Django's history_user_id says who acted.")
		}
		if err != nil {
			return err
		}
		return f(o)
	})
}

func auditList(ctx context.Context, a *kit.Factory, o *kit.Opened, q model.ActivityQuery, f auditFlags) error {
	switch {
	case f.outside:
		return outsideList(ctx, a, o, f)
	case f.asJSON:
		return printer.JSONStream(a.Out, func(each func(any) error) error {
			return o.Store.Activity(ctx, q, func(l model.ActivityLine) error { return each(activityOf(l)) })
		})
	}
	return o.Store.Activity(ctx, q, func(l model.ActivityLine) error { return printLine(a.Out, l) })
}

// printLine says a line in words: one row, and the reason below it.
func printLine(w io.Writer, l model.ActivityLine) error {
	what := string(l.Subject.Kind) + " " + strconv.FormatInt(l.Subject.ID, 10)
	if l.From != "" || l.To != "" {
		what += "  " + orDash(l.From) + " → " + orDash(l.To)
	}
	_, err := fmt.Fprintf(w, "%d  %s  %s  %s  %s\n", l.ID, l.At.UTC().Format("2006-01-02 15:04:05Z"), who(l), model.Clean(string(l.Deed)), model.Clean(what))
	if err == nil && l.Reason != "" {
		_, err = fmt.Fprintf(w, "    %s\n", model.Clean(l.Reason))
	}
	if err == nil && l.Erased {
		_, err = fmt.Fprintln(w, "    (the reason was erased)")
	}
	return err
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// who is the person of a line and how they are known.
func who(l model.ActivityLine) string {
	switch {
	case l.Actor.Name == "":
		return "nobody (" + model.Clean(string(l.Door)) + ")"
	case l.Actor.Authenticated:
		return l.Actor.Name.String()
	}
	return l.Actor.Name.String() + " (claimed)"
}

func outsideList(ctx context.Context, a *kit.Factory, o *kit.Opened, f auditFlags) error {
	n := 0
	rows := func(each func(model.OutsideRow) error) error {
		return o.Store.Outside(ctx, func(r model.OutsideRow) error {
			if n++; f.limit > 0 && n > f.limit {
				return nil
			}
			return each(r)
		})
	}
	if f.asJSON {
		return printer.JSONStream(a.Out, func(each func(any) error) error {
			return rows(func(r model.OutsideRow) error { return each(outsideRowJSON(r)) })
		})
	}
	return rows(func(r model.OutsideRow) error {
		_, err := fmt.Fprintf(a.Out, "%s row %d  %s  by %s, %s %d\n", r.Source, r.ID, r.At.UTC().Format("2006-01-02 15:04:05Z"),
			words.OrNobody(r.By), outsideSubject(r.Source), r.SubjectID)
		return err
	})
}

// outsideSubject is what the subject of a row of a source is.
func outsideSubject(s model.HistorySource) string {
	if s == model.HistoryReview {
		return string(model.HistoryAttempt)
	}
	return string(s)
}
