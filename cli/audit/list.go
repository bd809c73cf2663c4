package audit

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/words"
	"examdesk/model"
)

// ListOptions holds the options of audit list.
type ListOptions struct {
	*kit.Factory
	printer.List
	// Deed, Actor, AttemptID, From and To narrow the list; the times are as they were
	// written.
	Deed, Actor, From, To string
	AttemptID             int64
	// Outside asks for what no line accounts for instead.
	Outside bool
}

// NewCmdList returns the command audit list.
func NewCmdList(f *kit.Factory, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List who did what, the oldest first",
		Long: `Lists the lines of activity, the oldest first. A name is "claimed" if it was given with --as, and "authenticated"
if the person proved who they are. --outside lists the rows of Django's history and archives that no line
accounts for: something other than examdesk wrote them, such as the LMS or a person with SQL.`,
		Example: "  examdesk audit list --attempt 1203\n  examdesk audit list --deed attempt.decide --json\n  examdesk audit list --outside",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Deed, "deed", "", "only lines of this `DEED`, such as attempt.decide")
	flags.StringVar(&o.Actor, "actor", "", "only lines of the person with this `USERNAME`")
	flags.Int64Var(&o.AttemptID, "attempt", 0, "only lines about the attempt with this `ID`")
	flags.StringVar(&o.From, "from", "", "only lines since this `TIME`")
	flags.StringVar(&o.To, "to", "", "only lines until this `TIME`")
	flags.IntVar(&o.Limit, "limit", 0, "most lines to list; 0 for all")
	flags.BoolVar(&o.Outside, "outside", false, "instead list the rows of Django's history that no line accounts for")
	flags.BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []activityJSON(nil), []outsideJSON(nil))
	return cmd
}

// query is what the store is asked for.
func (o *ListOptions) query() (q model.ActivityQuery, err error) {
	if err = o.Check(); err != nil {
		return q, err
	}
	q = model.ActivityQuery{Deed: model.Deed(o.Deed), Actor: o.Actor, AttemptID: o.AttemptID, Limit: o.Limit}
	if o.Outside && (o.Deed != "" || o.Actor != "" || o.AttemptID != 0 || o.From != "" || o.To != "") {
		return q, kit.Usagef("--outside can only be combined with --limit and --json")
	}
	if o.Deed != "" {
		if q.Deed, err = kit.OneOf("deed", o.Deed, model.Deeds()); err != nil {
			return q, err
		}
	}
	if o.From != "" {
		if q.From, err = kit.ArgTime("--from", o.From); err != nil {
			return q, err
		}
	}
	if o.To != "" {
		q.To, err = kit.ArgTime("--to", o.To)
	}
	return q, err
}

func listRun(ctx context.Context, o *ListOptions) error {
	q, err := o.query()
	if err != nil {
		return err
	}
	return withActivity(ctx, o.Factory, func(opened *kit.Opened) error {
		switch {
		case o.Outside:
			return outsideRun(ctx, o, opened.Store)
		case o.AsJSON:
			return printer.JSONStream(o.Out, func(each func(any) error) error {
				return opened.Store.Activity(ctx, q, func(l model.ActivityLine) error { return each(activityOf(l)) })
			})
		}
		return opened.Store.Activity(ctx, q, func(l model.ActivityLine) error { return printLine(o.Out, l) })
	})
}

// printLine prints a line in words: one row, and the reason below it.
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

// who returns the person of a line and how their name is known.
func who(l model.ActivityLine) string {
	switch {
	case l.Actor.Name == "":
		return "nobody (" + model.Clean(string(l.Door)) + ")"
	case l.Actor.Authenticated:
		return l.Actor.Name.String()
	}
	return l.Actor.Name.String() + " (claimed)"
}

// outsideRun lists the rows of Django's history that no line accounts for.
func outsideRun(ctx context.Context, o *ListOptions, store model.ActivityReader) error {
	n := 0
	rows := func(each func(model.OutsideRow) error) error {
		return store.Outside(ctx, func(r model.OutsideRow) error {
			if n++; o.Limit > 0 && n > o.Limit {
				return nil
			}
			return each(r)
		})
	}
	if o.AsJSON {
		return printer.JSONStream(o.Out, func(each func(any) error) error {
			return rows(func(r model.OutsideRow) error { return each(outsideRowJSON(r)) })
		})
	}
	return rows(func(r model.OutsideRow) error {
		_, err := fmt.Fprintf(o.Out, "%s row %d  %s  by %s, %s %d\n", r.Source, r.ID, r.At.UTC().Format("2006-01-02 15:04:05Z"),
			words.OrNobody(r.By), outsideSubject(r.Source), r.SubjectID)
		return err
	})
}
