package vocab

import (
	"time"

	"examdesk/cli/jsonout"
	"examdesk/model"
)

// PolicyJSON is a review policy as scripts read it.
type PolicyJSON struct {
	ID       int64        `json:"id"`
	Text     string       `json:"review_policy"`
	SetBy    string       `json:"set_by"`
	Modified jsonout.Time `json:"modified"`
}

// Version is compared before the policy is written; no policy has a version too.
func (p *PolicyJSON) Version() model.PolicyVersion {
	if p == nil {
		return model.PolicyVersion{}
	}
	return model.PolicyVersion{ID: p.ID, Modified: time.Time(p.Modified)}
}

// PolicyOf returns a review policy as scripts read it.
func PolicyOf(p model.Policy) PolicyJSON {
	return PolicyJSON{p.ID, p.Text.Raw(), p.SetBy.Raw(), jsonout.Time(p.Modified)}
}
