package mirror

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/mirror"
	"examdesk/mirror/pages"
	"examdesk/model"
)

// StatusOptions holds the options of mirror status.
type StatusOptions struct {
	*setup.Setup
	AsJSON bool
}

// statusJSON describes a mirror as scripts read it.
type statusJSON struct {
	Source sourceJSON `json:"source"`
	Scope  scopeJSON  `json:"scope"`
	State  string     `json:"state"`
	Why    *string    `json:"why_state"`
	// Complete reports whether all that the scope names has been read.
	Complete bool `json:"complete"`
	// Position is the newest id that was read of each table that only grows.
	Position map[string]int64 `json:"position"`
	Gaps     int              `json:"gaps"`
	Behind   *float64         `json:"behind_seconds"`
	Swept    *jsonout.Time    `json:"swept_at"`
	Mended   int64            `json:"mended"`
	Unseen   int              `json:"unseen"`
	Read     []readJSON       `json:"read"`
	Hidden   []string         `json:"tables_not_visible"`
	Problem  *string          `json:"problem"`
	Rows     map[string]int64 `json:"rows"`
	Bytes    int64            `json:"bytes"`
}

type sourceJSON struct {
	Kind    string `json:"kind"`
	Address string `json:"address"`
	Person  string `json:"username"`
}

type scopeJSON struct {
	Courses []string `json:"courses"`
	Days    int      `json:"days"`
}

// readJSON is how much was read of a course.
type readJSON struct {
	Course string        `json:"course_id"`
	Pages  int64         `json:"pages_read"`
	Of     int64         `json:"pages"`
	Since  *jsonout.Time `json:"oldest"`
}

// NewCmdStatus returns the command mirror status.
func NewCmdStatus(s *setup.Setup, run func(context.Context, *StatusOptions) error) *cobra.Command {
	if run == nil {
		run = statusRun
	}
	o := &StatusOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "status",
		Short:   "Say what is kept here of an LMS, and how old it is",
		Example: "  examdesk mirror status --profile work\n  examdesk mirror status --profile work --jq .behind_seconds",
		Long: `Says what is kept on this machine of an LMS: where it comes from, how much of it has been read, how old that is, and what cannot be
seen. It asks the LMS nothing. The exit status is 5 if nothing is kept.

States: filling (being read for the first time), following, behind (the LMS has not answered for 30 s, or no desk is open), suspect
(the source shows an older state than before) and rebuild (everything is compared again).`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, statusJSON{})
	return cmd
}

func statusRun(ctx context.Context, o *StatusOptions) error {
	c, t, err := atLMS(ctx, o.Setup)
	if err != nil {
		return err
	}
	st, err := o.ConfigEnv().MirrorStatus(ctx, c, t)
	if model.CodeOf(err) == model.CodeNotFound {
		return model.Wrap(err, model.CodeNotFound, "Nothing is kept here of %s.", t.LMS)
	}
	if err != nil {
		return err
	}
	if o.AsJSON {
		return printer.JSON(o.Out, shape(st))
	}
	return show(o.Setup, st)
}

func shape(st mirror.Status) statusJSON {
	out := statusJSON{
		Source: sourceJSON{st.Source.Kind, st.Source.Address, st.Source.Identity}, Scope: scopeJSON{append([]string{}, st.Scope.Courses...), st.Scope.Days},
		State: string(st.State), Why: orNull(st.Why), Complete: st.Complete, Position: st.Position, Gaps: st.Gaps, Behind: st.BehindSeconds,
		Mended: st.Mended, Unseen: st.Unseen, Read: []readJSON{}, Hidden: append([]string{}, st.NotVisible...), Problem: orNull(st.Error), Rows: st.Rows, Bytes: st.Bytes,
	}
	if st.SweptAt != nil {
		at := jsonout.Time(*st.SweptAt)
		out.Swept = &at
	}
	p := mirror.Position{Cursors: st.Read}
	for _, course := range slices.Sorted(slices.Values(pages.Courses(p))) {
		part := pages.PartOf(p, course)
		r := readJSON{Course: course, Pages: part.Pages, Of: part.Of}
		if !part.Since.IsZero() {
			at := jsonout.Time(part.Since)
			r.Since = &at
		}
		out.Read = append(out.Read, r)
	}
	return out
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func show(s *setup.Setup, st mirror.Status) error {
	p := printer.NewPage(s.Factory)
	field := func(label, format string, args ...any) {
		p.Line("%s", fmt.Sprintf("%-9s %s", label, fmt.Sprintf(format, args...)))
	}
	from := st.Source.Address
	if st.Source.Kind == mirror.KindPages {
		from += ", its pages"
	}
	field("Source", "%s, as %s", from, st.Source.Identity)
	state := string(st.State)
	if st.BehindSeconds != nil {
		state += ", last answer " + ago(*st.BehindSeconds) + " ago"
	}
	field("State", "%s", strings.TrimSpace(state+" "+st.Why))
	if st.Error != "" {
		field("Problem", "%s", st.Error)
	}
	for _, r := range shape(st).Read {
		field("Read", "%s: %s", r.Course, pages.Part{Pages: r.Pages, Of: r.Of, Courses: 1, Begun: 1}.Words())
	}
	if st.SweptAt != nil {
		field("Swept", "%s ago, %s mended", ago(s.Clock().Sub(*st.SweptAt).Seconds()), model.Counted(int(st.Mended), "row"))
	}
	var rows []string
	for _, table := range slices.Sorted(maps.Keys(st.Rows)) {
		if n := st.Rows[table]; n > 0 {
			rows = append(rows, strings.TrimPrefix(table, "proctoring_")+" "+strconv.FormatInt(n, 10))
		}
	}
	field("Rows", "%s", strings.Join(rows, ", "))
	field("Size", "%.1f MB, in %s", float64(st.Bytes)/1e6, st.Path)
	if len(st.NotVisible) > 0 {
		field("Hidden", "%s of the LMS's cannot be seen, reviews, comments and history among them", model.Counted(len(st.NotVisible), "table"))
	}
	return p.Flush()
}

func ago(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	switch {
	case d < 2*time.Minute:
		return model.Counted(int(d.Seconds()), "second")
	case d < 2*time.Hour:
		return model.Counted(int(d.Minutes()), "minute")
	}
	return model.Counted(int(d.Hours()), "hour")
}
