package attempt

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/cli/words"
	"examdesk/model"
)

// NewCmdView returns the command attempt view.
func NewCmdView(a *kit.Factory) *cobra.Command {
	var asJSON, video bool
	var zone string
	cmd := &cobra.Command{
		Use:     "view ID|CODE",
		Short:   "Show everything about an attempt",
		Example: "  examdesk attempt view 1204\n  examdesk attempt view 1204 --jq .standing.next",
		Long: `Shows everything about an attempt: where it stands and who acts next, review and comments, history.

With --video also the address of the recording, for those who may decide the attempt. Whoever has the address can watch the recording,
so it is shown only when it is asked for; where it cannot be shown, the command says why and shows nothing else.`,
		Args: kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := printer.ClockOf(a, zone)
			if err != nil {
				return err
			}
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error {
				return attemptView(cmd.Context(), a, o, args[0], c, attemptViewing{asJSON, video})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, vocab.DetailJSON{})
	cmd.Flags().BoolVar(&video, "video", false, "show the address of the recording too")
	printer.ZoneFlag(cmd, &zone)
	return cmd
}

// attemptViewing is how an attempt is shown.
type attemptViewing struct{ json, video bool }

func attemptView(ctx context.Context, a *kit.Factory, o *kit.Opened, arg string, c printer.Clock, how attemptViewing) error {
	id, err := find.AttemptArg(ctx, o, arg)
	if err != nil {
		return err
	}
	d, err := o.Store.ReadAttempt(ctx, id)
	if err != nil {
		return err
	}
	video := ""
	if how.video {
		if video, err = o.Store.VideoURL(ctx, id); err != nil {
			return err
		}
	}
	if how.json {
		j := vocab.AttemptDetailJSON(d)
		j.Video = video
		return printer.JSON(a.Out, j)
	}
	p := printer.NewPage(a)
	attemptHead(p, d, c, video)
	words.Standing(p, 2, d.Standing, c)
	words.Remedy(p, 2, d.Standing, d.Attempt, d.Exam)
	for _, s := range d.Stuck {
		p.Field(2, "stuck", string(s)+": "+s.Remedy())
	}
	attemptRights(p, d, c)
	review(p, d, c)
	history(p, d, c)
	return p.Flush()
}

func attemptHead(p *printer.Page, d model.AttemptDetail, c printer.Clock, video string) {
	at := d.Attempt
	p.Line("Attempt %d of %s at %s: %s", at.ID, d.Learner.Username, d.Exam.Name, at.Status)
	p.Line("")
	p.Field(2, "learner", words.LearnerLine(d.Learner))
	p.Field(2, "exam", fmt.Sprintf("%s (%s, exam %d)", d.Exam.Name, d.Exam.Kind(), d.Exam.ID))
	p.Field(2, "course", d.Exam.CourseID.String())
	p.Field(2, "service", d.Exam.Backend.String())
	p.Field(2, "code", at.Code.String())
	p.Field(2, "service id", at.ExternalID.String())
	p.Field(2, "recording", model.Clean(video)) // one word, so never broken
	p.Field(2, "created", c.AtAgo(at.Created))
	if at.StartedAt != nil {
		p.Field(2, "started", c.At(*at.StartedAt))
	}
	if at.CompletedAt != nil {
		p.Field(2, "completed", c.At(*at.CompletedAt))
	}
	p.Field(2, "changed", c.AtAgo(at.Modified))
	if at.AllowedTimeLimitMins != nil {
		p.Field(2, "time", printer.Count(*at.AllowedTimeLimitMins, "minute"))
	}
	if d.Continues != 0 {
		p.Field(2, "continues", "attempt "+strconv.FormatInt(d.Continues, 10))
	}
	p.Line("")
}

func attemptRights(p *printer.Page, d model.AttemptDetail, c printer.Clock) {
	for _, x := range d.Allowances {
		p.Field(2, "allowance", model.AllowanceSentence(x.Key, x.Value)+model.AllowanceNote(x, d.Attempt))
	}
	if d.Policy != nil {
		p.Field(2, "policy", fmt.Sprintf("%s (by %s, %s)", d.Policy.Text, words.OrNobody(d.Policy.SetBy), c.At(d.Policy.Modified)))
	}
}

func review(p *printer.Page, d model.AttemptDetail, c printer.Clock) {
	if d.Review == nil {
		p.Line("\nNo review has come.")
	} else {
		by := "the proctoring service"
		if d.Review.ReviewedBy != nil {
			by = d.Review.ReviewedBy.Username.String()
		}
		p.Line("\nReview: %s, by %s, %s", d.Review.Status, by, c.AtAgo(d.Review.Modified))
		if reason := d.Review.Reason.String(); reason != "" {
			p.Bullet("  reason: ", reason)
		}
		comments(p, "  ", d.Review.Comments)
		for _, v := range d.Review.Versions {
			p.Bullet("  before: ", fmt.Sprintf("%s, until %s%s", v.Status, c.At(v.Replaced), words.ReasonWords(v.Reason)))
		}
		comments(p, "  before: ", d.Review.FormerComments)
	}
	for _, h := range d.Held {
		p.Bullet("  held: ", fmt.Sprintf("%s, received %s; it waits for a person: examdesk review accept %d, or dismiss %d",
			h.Review(), c.At(h.Received), h.ID, h.ID))
	}
}

func comments(p *printer.Page, lead string, list []model.Comment) {
	for _, x := range list {
		p.Bullet(fmt.Sprintf("%s%s-%s  %-15s  ", lead, position(x.Start), position(x.Stop), x.Status), x.Text.String())
	}
}

// position is a place in a recording.
func position(seconds int) string {
	return fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

func history(p *printer.Page, d model.AttemptDetail, c printer.Clock) {
	p.Line("\nHistory")
	for _, h := range d.History {
		who := h.Who.String()
		if who != "" {
			who = "  by " + who
			if h.WhoInferred {
				who += " (inferred)"
			}
		}
		p.Line("  %s  %s%s%s", c.At(h.At), model.StatusSentence(h.Type, h.Status), who, words.ReasonWords(h.Reason))
	}
	for _, o := range d.Others {
		p.Bullet("  other attempt: ", fmt.Sprintf("%d at %s, %s, %s", o.Attempt.ID, o.Exam.Name, o.Attempt.Status, c.At(o.Attempt.Modified)))
	}
}
