package cli

import (
	"time"

	"examdesk/model"
)

// detailJSON is `attempt view --json`; docs/commands.md describes it.
type detailJSON struct {
	attemptJSON
	Standing   standingJSON    `json:"standing"`
	Stuck      []string        `json:"stuck"`
	Continues  *int64          `json:"continues"`
	Allowances []allowanceJSON `json:"allowances"`
	Policy     *policyJSON     `json:"review_policy"`
	Comments   []commentJSON   `json:"comments"`
	Former     []commentJSON   `json:"former_comments"`
	Versions   []versionJSON   `json:"former_reviews"`
	Held       []heldJSON      `json:"held"`
	History    []historyJSON   `json:"history"`
	Others     []attemptJSON   `json:"other_attempts"`
	// Video is the address of the recording, only with --video.
	Video string `json:"video_url,omitempty"`
}

type standingJSON struct {
	Code    string  `json:"code"`
	Actor   string  `json:"actor"`
	By      *string `json:"by"`
	Since   *string `json:"since"`
	Where   string  `json:"where"`
	Blocked bool    `json:"blocked"`
	Why     string  `json:"why"`
	Next    string  `json:"next"`
	Remedy  string  `json:"remedy"`
}

type allowanceJSON struct {
	ID    int64  `json:"id"`
	Key   string `json:"key"`
	Value string `json:"value"`
	// HasEffect is false for one that came too late for the newest attempt.
	HasEffect bool `json:"has_effect"`
}

type policyJSON struct {
	ID       int64     `json:"id"`
	Text     string    `json:"review_policy"`
	SetBy    string    `json:"set_by"`
	Modified time.Time `json:"modified"`
}

type commentJSON struct {
	Start   int    `json:"start_time"`
	Stop    int    `json:"stop_time"`
	Comment string `json:"comment"`
	Status  string `json:"status"`
}

type versionJSON struct {
	Status     string    `json:"review_status"`
	ReviewedBy *string   `json:"reviewed_by"`
	Replaced   time.Time `json:"replaced"`
	Reason     *string   `json:"reason"`
}

type historyJSON struct {
	At       time.Time `json:"at"`
	Type     string    `json:"type"`
	Status   string    `json:"status"`
	Who      *string   `json:"who"`
	Inferred bool      `json:"who_inferred"`
	Reason   *string   `json:"reason"`
}

func standingOf(s model.Standing) standingJSON {
	return standingJSON{string(s.Code), string(s.Actor), micros(s.By), micros(s.Since), s.Where, s.Blocked, s.Why, s.Next, string(s.Remedy)}
}

// micros is a time as RFC 3339 with microseconds in UTC, null for none.
func micros(t *time.Time) *string {
	if t == nil {
		return nil
	}
	text := t.UTC().Format("2006-01-02T15:04:05.000000Z")
	return &text
}

func attemptDetailJSON(d model.AttemptDetail) detailJSON {
	out := detailJSON{
		attemptJSON: toJSON(d.AttemptRow), Standing: standingOf(d.Standing), Stuck: make([]string, 0), Allowances: allowancesJSON(d.Allowances, &d.Attempt),
		Versions: make([]versionJSON, 0), Held: make([]heldJSON, 0), History: make([]historyJSON, 0),
		Others: attemptsJSON(d.Others),
	}
	for _, r := range d.Stuck {
		out.Stuck = append(out.Stuck, string(r))
	}
	if d.Continues != 0 {
		out.Continues = &d.Continues
	}
	if d.Policy != nil {
		p := policyOf(*d.Policy)
		out.Policy = &p
	}
	out.Comments, out.Former = commentsJSON(nil), commentsJSON(nil)
	out.reviewed(d)
	for _, h := range d.History {
		out.History = append(out.History, historyJSON{h.At, h.Type, string(h.Status), nonEmpty(h.Who), h.WhoInferred, nonEmpty(h.Reason)})
	}
	return out
}

func commentsJSON(list []model.Comment) []commentJSON {
	out := make([]commentJSON, 0, len(list))
	for _, c := range list {
		out = append(out, commentJSON{c.Start, c.Stop, c.Text.Raw(), string(c.Status)})
	}
	return out
}

func (out *detailJSON) reviewed(d model.AttemptDetail) {
	for _, h := range d.Held {
		out.Held = append(out.Held, heldJSON{h.ID, h.AttemptCode, h.Received, string(h.Review()), len(h.Comments)})
	}
	if d.Review == nil {
		return
	}
	out.Comments, out.Former = commentsJSON(d.Review.Comments), commentsJSON(d.Review.FormerComments)
	for _, v := range d.Review.Versions {
		j := versionJSON{Status: string(v.Status), Replaced: v.Replaced, Reason: nonEmpty(v.Reason)}
		if v.ReviewedBy != nil {
			j.ReviewedBy = nonEmpty(v.ReviewedBy.Username)
		}
		out.Versions = append(out.Versions, j)
	}
}

// version is what is compared before the policy is written; also of no policy.
func (p *policyJSON) version() model.PolicyVersion {
	if p == nil {
		return model.PolicyVersion{}
	}
	return model.PolicyVersion{ID: p.ID, Modified: p.Modified}
}

func policyOf(p model.Policy) policyJSON {
	return policyJSON{p.ID, p.Text.Raw(), p.SetBy.Raw(), p.Modified}
}

// allowancesJSON are allowances, and whether each counts for an attempt.
func allowancesJSON(list []model.Allowance, a *model.Attempt) []allowanceJSON {
	out := make([]allowanceJSON, 0, len(list))
	for _, x := range list {
		out = append(out, allowanceJSON{x.ID, x.Key.Raw(), x.Value.Raw(), a == nil || model.AllowanceNote(x, *a) == ""})
	}
	return out
}
