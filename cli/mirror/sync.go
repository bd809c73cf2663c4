package mirror

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/mirror/pages"
	"examdesk/model"
)

// SyncOptions holds the options of mirror sync.
type SyncOptions struct {
	*setup.Setup
	kit.Change
	Course string
	// All reads all pages of the course.
	All bool
}

// syncJSON is how much was read of a course.
type syncJSON struct {
	Course string `json:"course_id"`
	Pages  int64  `json:"pages_read"`
	Of     int64  `json:"pages"`
	// Costs is how many seconds the rest takes, as far as the first page shows.
	Costs float64 `json:"costs_seconds"`
}

// NewCmdSync returns the command mirror sync.
func NewCmdSync(s *setup.Setup, run func(context.Context, *SyncOptions) error) *cobra.Command {
	if run == nil {
		run = syncRun
	}
	o := &SyncOptions{Setup: s}
	cmd := &cobra.Command{
		Use:   "sync [--course ID] [--all]",
		Short: "Read from an LMS what is new, or a whole course",
		Example: `  examdesk mirror sync --profile work
  examdesk mirror sync --profile work --course course-v1:NordicU+ETH101+2026 --all`,
		Long: `Reads the exams and the first page of attempts, which has what is new, of a course, or of each of the person's courses.

With --all it reads all pages of one course. An LMS takes about half a second for a page of 25 learners and exams, so the command reads the
first one, says what the rest costs, and asks; --yes does not ask, --dry-run only says it. Pages are asked for one after the other.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.All && o.Course == "" {
				return kit.Usagef("--all reads one course; name it with --course ID")
			}
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.Course, "course", "", "only the course with this `ID`")
	cmd.Flags().BoolVar(&o.All, "all", false, "all pages of the course, not only the first one")
	o.Flags(cmd)
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []syncJSON(nil))
	return cmd
}

func syncRun(ctx context.Context, o *SyncOptions) (err error) {
	c, t, err := atLMS(ctx, o.Setup)
	if err != nil {
		return err
	}
	if o.All && o.AsJSON {
		if err := o.NeedYes(); err != nil {
			return err
		}
	}
	o.Vault(c)
	m, err := o.ConfigEnv().OpenMirror(ctx, c, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	courses := m.Courses()
	if o.Course != "" {
		courses = []string{o.Course}
	}
	if len(courses) == 0 {
		return model.Errorf(model.CodeDenied, "You are not staff of any course at %s, as far as it says; name one with --course ID.", t.LMS)
	}
	out := []syncJSON{}
	for _, course := range courses {
		one, err := o.course(ctx, m, course)
		if err != nil {
			return err
		}
		out = append(out, one)
	}
	if o.AsJSON {
		return printer.JSON(o.Out, out)
	}
	return nil
}

func (o *SyncOptions) course(ctx context.Context, m *config.LMSMirror, course string) (syncJSON, error) {
	cost, err := m.Cost(ctx, course)
	if err != nil {
		return syncJSON{}, err
	}
	out := syncJSON{Course: course, Of: int64(cost.Of), Costs: cost.About().Seconds()}
	if o.All && cost.Pages > 0 {
		if err := o.whole(ctx, m, course, cost); err != nil {
			return out, err
		}
	}
	part, err := m.Part(ctx, course)
	out.Pages, out.Of = part.Pages, part.Of
	if err == nil && !o.AsJSON {
		_, err = fmt.Fprintf(o.Out, "%s: %s\n", model.Clean(course), part.Words())
	}
	return out, err
}

// whole reads all pages of a course, once the person agrees to what that costs.
func (o *SyncOptions) whole(ctx context.Context, m *config.LMSMirror, course string, cost pages.Cost) error {
	said := fmt.Sprintf("%s has %s of attempts; reading the other %d takes the LMS about %s.", model.Clean(course), model.Counted(cost.Of, "page"), cost.Pages, takes(cost.About()))
	if o.DryRun {
		if !o.AsJSON {
			_, _ = fmt.Fprintln(o.Out, said)
		}
		return nil
	}
	if err := kit.Confirm(o.Factory, said+" Read them?", o.Yes); err != nil {
		return err
	}
	tally := kit.TallyOf(ctx)
	return m.All(ctx, course, func(page, of int) {
		tally.Of(page, of)
		if o.IsTerminal && !o.AsJSON {
			_, _ = fmt.Fprintf(o.Err, "\rpage %d of %d", page, of)
			if page == of {
				_, _ = fmt.Fprintln(o.Err)
			}
		}
	})
}

func takes(d time.Duration) string {
	if d < 2*time.Minute {
		return model.Counted(int(max(d, time.Second).Round(time.Second).Seconds()), "second")
	}
	return model.Counted(int(d.Round(time.Minute).Minutes()), "minute")
}
