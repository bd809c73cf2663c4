package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/model"
)

func (a *factory) attemptViewCmd() *cobra.Command {
	var asJSON, video bool
	var zone string
	cmd := &cobra.Command{
		Use:   "view ID|CODE",
		Short: "Show everything about an attempt",
		Long: `Shows everything about an attempt: where it stands and who acts next, review and comments, history.

With --video also the address of the recording, for those who may decide the attempt. Whoever has the address can watch the recording,
so it is shown only when it is asked for; where it cannot be shown, the command says why and shows nothing else.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.clockOf(zone)
			if err != nil {
				return err
			}
			return a.withStore(cmd.Context(), func(o *session) error {
				return a.attemptView(cmd.Context(), o, args[0], c, attemptViewing{asJSON, video})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&video, "video", false, "show the address of the recording too")
	zoneFlag(cmd, &zone)
	return cmd
}

func zoneFlag(cmd *cobra.Command, zone *string) {
	cmd.Flags().StringVar(zone, "zone", "", "say times in the learner's `ZONE` too, e.g. America/New_York")
}

// attemptViewing is how an attempt is shown.
type attemptViewing struct{ json, video bool }

func (a *factory) attemptView(ctx context.Context, o *session, arg string, c clock, how attemptViewing) error {
	id, err := attemptArg(ctx, o, arg)
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
		j := attemptDetailJSON(d)
		j.Video = video
		return writeJSON(a.Out, j)
	}
	p := a.page()
	p.attemptHead(d, c, video)
	p.standing(2, d.Standing, c)
	p.remedy(2, d.Standing, d.Attempt, d.Exam)
	for _, s := range d.Stuck {
		p.field(2, "stuck", string(s)+": "+s.Remedy())
	}
	p.attemptRights(d, c)
	p.review(d, c)
	p.history(d, c)
	return p.write()
}

func (p *page) attemptHead(d model.AttemptDetail, c clock, video string) {
	at := d.Attempt
	p.line("Attempt %d of %s at %s: %s", at.ID, d.Learner.Username, d.Exam.Name, at.Status)
	p.line("")
	p.field(2, "learner", learnerLine(d.Learner))
	p.field(2, "exam", fmt.Sprintf("%s (%s, exam %d)", d.Exam.Name, d.Exam.Kind(), d.Exam.ID))
	p.field(2, "course", d.Exam.CourseID.String())
	p.field(2, "service", d.Exam.Backend.String())
	p.field(2, "code", at.Code.String())
	p.field(2, "service id", at.ExternalID.String())
	p.field(2, "recording", model.Clean(video)) // one word, so never broken
	p.field(2, "created", c.atAgo(at.Created))
	if at.StartedAt != nil {
		p.field(2, "started", c.at(*at.StartedAt))
	}
	if at.CompletedAt != nil {
		p.field(2, "completed", c.at(*at.CompletedAt))
	}
	p.field(2, "changed", c.atAgo(at.Modified))
	if at.AllowedTimeLimitMins != nil {
		p.field(2, "time", count(*at.AllowedTimeLimitMins, "minute"))
	}
	if d.Continues != 0 {
		p.field(2, "continues", "attempt "+strconv.FormatInt(d.Continues, 10))
	}
	p.line("")
}

// learnerLine is who a learner is, on one line.
func learnerLine(l model.Learner) string {
	parts := []string{l.Username.String()}
	for _, t := range []model.Text{l.FullName, l.Email} {
		if t.String() != "" {
			parts = append(parts, t.String())
		}
	}
	parts = append(parts, "id "+strconv.FormatInt(l.ID, 10))
	if !l.IsActive {
		parts = append(parts, "the account is not active")
	}
	return strings.Join(parts, " · ")
}

// standing writes where a learner stands, in plain words.
func (p *page) standing(indent int, s model.Standing, c clock) {
	p.field(indent, "stands", s.Where)
	if s.Since != nil {
		p.field(indent, "since", c.atAgo(*s.Since))
	}
	why := "because"
	if s.Blocked {
		why = "blocked"
	}
	p.field(indent, why, s.Why)
	p.field(indent, "next", s.Next)
	p.field(indent, "who acts", whoActs(s, c))
}

// whoActs is who has to act and until when; empty where nobody has to.
func whoActs(s model.Standing, c clock) string {
	who := string(s.Actor)
	if s.Actor == model.ActorNobody && s.By == nil {
		return ""
	}
	if s.By != nil {
		who += ", until " + c.atAgo(*s.By)
	}
	return who
}

// remedy writes the command that helps.
func (p *page) remedy(indent int, s model.Standing, a model.Attempt, e model.Exam) {
	command := ""
	switch s.Remedy {
	case model.RemedyResume:
		command = fmt.Sprintf("examdesk attempt resume %d", a.ID)
	case model.RemedyReset:
		command = fmt.Sprintf("examdesk attempt reset %d", a.ID)
	case model.RemedyRemove:
		command = fmt.Sprintf("examdesk attempt delete %d", a.ID)
	case model.RemedyDecide:
		command = fmt.Sprintf("examdesk attempt review %d --outcome …", a.ID)
	case model.RemedyFixExam:
		command = fmt.Sprintf("examdesk exam view %d", e.ID)
	case model.RemedyNone:
	}
	p.field(indent, "staff can", command)
}

func (p *page) attemptRights(d model.AttemptDetail, c clock) {
	for _, x := range d.Allowances {
		p.field(2, "allowance", model.AllowanceSentence(x.Key, x.Value)+model.AllowanceNote(x, d.Attempt))
	}
	if d.Policy != nil {
		p.field(2, "policy", fmt.Sprintf("%s (by %s, %s)", d.Policy.Text, orNobody(d.Policy.SetBy), c.at(d.Policy.Modified)))
	}
}

func orNobody(t model.Text) string {
	if t.String() == "" {
		return "nobody that is known"
	}
	return t.String()
}

func (p *page) review(d model.AttemptDetail, c clock) {
	if d.Review == nil {
		p.line("\nNo review has come.")
	} else {
		by := "the proctoring service"
		if d.Review.ReviewedBy != nil {
			by = d.Review.ReviewedBy.Username.String()
		}
		p.line("\nReview: %s, by %s, %s", d.Review.Status, by, c.atAgo(d.Review.Modified))
		if reason := d.Review.Reason.String(); reason != "" {
			p.text("  reason: ", reason)
		}
		p.comments("  ", d.Review.Comments)
		for _, v := range d.Review.Versions {
			p.text("  before: ", fmt.Sprintf("%s, until %s%s", v.Status, c.at(v.Replaced), reasonWords(v.Reason)))
		}
		p.comments("  before: ", d.Review.FormerComments)
	}
	for _, h := range d.Held {
		p.text("  held: ", fmt.Sprintf("%s, received %s; it waits for a person: examdesk review accept %d, or dismiss %d",
			h.Review(), c.at(h.Received), h.ID, h.ID))
	}
}

func (p *page) comments(lead string, list []model.Comment) {
	for _, x := range list {
		p.text(fmt.Sprintf("%s%s-%s  %-15s  ", lead, position(x.Start), position(x.Stop), x.Status), x.Text.String())
	}
}

// reasonWords is a reason as the end of a sentence.
func reasonWords(t model.Text) string {
	if t.String() == "" {
		return ""
	}
	return "  reason: " + t.String()
}

// position is a place in a recording.
func position(seconds int) string {
	return fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

func (p *page) history(d model.AttemptDetail, c clock) {
	p.line("\nHistory")
	for _, h := range d.History {
		who := h.Who.String()
		if who != "" {
			who = "  by " + who
			if h.WhoInferred {
				who += " (inferred)"
			}
		}
		p.line("  %s  %s%s%s", c.at(h.At), model.StatusSentence(h.Type, h.Status), who, reasonWords(h.Reason))
	}
	for _, o := range d.Others {
		p.text("  other attempt: ", fmt.Sprintf("%d at %s, %s, %s", o.Attempt.ID, o.Exam.Name, o.Attempt.Status, c.at(o.Attempt.Modified)))
	}
}
