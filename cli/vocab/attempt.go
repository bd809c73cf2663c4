package vocab

import (
	"examdesk/cli/jsonout"
	"examdesk/model"
)

// DetailJSON is `attempt view --json`; docs/commands.md describes it.
type DetailJSON struct {
	AttemptJSON
	Standing   StandingJSON    `json:"standing"`
	Stuck      []string        `json:"stuck"`
	Continues  *int64          `json:"continues"`
	Allowances []AllowanceJSON `json:"allowances"`
	Policy     *PolicyJSON     `json:"policy"`
	Comments   []commentJSON   `json:"comments"`
	Former     []commentJSON   `json:"former_comments"`
	Versions   []versionJSON   `json:"former_reviews"`
	Held       []HeldJSON      `json:"held"`
	History    []historyJSON   `json:"history"`
	Others     []AttemptJSON   `json:"other_attempts"`
	// NotVisible is what of the attempt cannot be seen in this store; null if all can.
	NotVisible *string `json:"not_visible"`
	// Video is the address of the recording; only with --video.
	Video string `json:"video_url,omitempty"`
}

// StandingJSON is where a learner stands by an attempt.
type StandingJSON struct {
	Code    string        `json:"code"`
	Actor   string        `json:"actor"`
	By      *jsonout.Time `json:"by"`
	Since   *jsonout.Time `json:"since"`
	Where   string        `json:"where"`
	Blocked bool          `json:"blocked"`
	Why     string        `json:"why"`
	Next    string        `json:"next"`
	Remedy  string        `json:"remedy"`
}

// AllowanceJSON is an allowance as scripts read it.
type AllowanceJSON struct {
	ID    int64  `json:"id"`
	Key   string `json:"key"`
	Value string `json:"value"`
	// HasEffect is false if it came too late for the newest attempt.
	HasEffect bool `json:"has_effect"`
}

type commentJSON struct {
	Start   int    `json:"start_time"`
	Stop    int    `json:"stop_time"`
	Comment string `json:"comment"`
	Status  string `json:"status"`
}

type versionJSON struct {
	Status     string       `json:"review_status"`
	ReviewedBy *string      `json:"reviewed_by"`
	Replaced   jsonout.Time `json:"replaced"`
	Reason     *string      `json:"reason"`
}

type historyJSON struct {
	At       jsonout.Time `json:"at"`
	Type     string       `json:"type"`
	Status   string       `json:"status"`
	Who      *string      `json:"who"`
	Inferred bool         `json:"who_inferred"`
	Reason   *string      `json:"reason"`
}

// StandingOf returns a standing as scripts read it.
func StandingOf(s model.Standing) StandingJSON {
	return StandingJSON{string(s.Code), string(s.Actor), (*jsonout.Time)(s.By), (*jsonout.Time)(s.Since), s.Where, s.Blocked, s.Why, s.Next, string(s.Remedy)}
}

// AttemptDetailJSON returns an attempt, with everything known about it, as scripts
// read it.
func AttemptDetailJSON(d model.AttemptDetail) DetailJSON {
	out := DetailJSON{
		AttemptJSON: ToJSON(d.AttemptRow), Standing: StandingOf(d.Standing), Stuck: make([]string, 0), Allowances: AllowancesJSON(d.Allowances, &d.Attempt),
		Versions: make([]versionJSON, 0), Held: make([]HeldJSON, 0), History: make([]historyJSON, 0),
		Others: AttemptsJSON(d.Others),
	}
	for _, r := range d.Stuck {
		out.Stuck = append(out.Stuck, string(r))
	}
	if d.Continues != 0 {
		out.Continues = &d.Continues
	}
	if d.Policy != nil {
		p := PolicyOf(*d.Policy)
		out.Policy = &p
	}
	out.NotVisible = NonEmpty(model.Text(d.NotVisible))
	out.Comments, out.Former = commentsJSON(nil), commentsJSON(nil)
	out.reviewed(d)
	for _, h := range d.History {
		out.History = append(out.History, historyJSON{jsonout.Time(h.At), h.Type, string(h.Status), NonEmpty(h.Who), h.WhoInferred, NonEmpty(h.Reason)})
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

func (out *DetailJSON) reviewed(d model.AttemptDetail) {
	for _, h := range d.Held {
		out.Held = append(out.Held, HeldOf(h))
	}
	if d.Review == nil {
		return
	}
	out.Comments, out.Former = commentsJSON(d.Review.Comments), commentsJSON(d.Review.FormerComments)
	for _, v := range d.Review.Versions {
		j := versionJSON{Status: string(v.Status), Replaced: jsonout.Time(v.Replaced), Reason: NonEmpty(v.Reason)}
		if v.ReviewedBy != nil {
			j.ReviewedBy = NonEmpty(v.ReviewedBy.Username)
		}
		out.Versions = append(out.Versions, j)
	}
}

// AllowancesJSON returns allowances, and whether each applies to an attempt.
func AllowancesJSON(list []model.Allowance, a *model.Attempt) []AllowanceJSON {
	out := make([]AllowanceJSON, 0, len(list))
	for _, x := range list {
		out = append(out, AllowanceJSON{x.ID, x.Key.Raw(), x.Value.Raw(), a == nil || model.AllowanceNote(x, *a) == ""})
	}
	return out
}
