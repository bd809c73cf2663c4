package verify

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"examdesk/backends/rest/oauth"
	"examdesk/model"
)

// briefToken is how long a token should be good at least.
const briefToken = time.Minute

// grant asks for a token with the client's credentials.
func (p restProbe) grant(ctx context.Context) (outcome, facts) {
	s, err := p.restService()
	if err != nil {
		return unusable(err), p.facts
	}
	a := p.asks(true).of(s.AskToken(ctx))
	a.Code = oauth.ErrorCode(a.data)
	if out := p.redirected(a); out.state != "" {
		out.state = model.CheckFail
		return out, p.facts
	}
	if cause := classify(a.observed); cause == model.CauseSecret {
		return fail(cause, statusWords(a.observed)+": the service does not accept the secret of client "+quoted(p.svc.Text("client_id")),
			"Give the right one: examdesk keys rotate "+p.svc.Name+"/client_secret. If it is right, correct client_id."), p.facts
	} else if cause != model.CauseNone {
		return p.observe(a.observed), p.facts
	}
	t, err := oauth.ReadToken(a.data)
	if err != nil {
		return fail(model.CauseAnswer, "an answer came, but "+err.Error(), p.remedy(model.CauseAnswer, a.observed)), p.facts
	}
	p.token = t
	if t.Lifetime < briefToken {
		return warn(model.CauseAnswer, fmt.Sprintf("granted, and good for only %s", span(t.Lifetime)),
			"Ask the service's operator for tokens that are good for a few minutes; otherwise each request needs a new one."), p.facts
	}
	return pass("granted, good for %s", span(t.Lifetime)), p.facts
}

// statusNumber is the answer's status alone.
func statusNumber(a answer) string { return strconv.Itoa(a.Status) }
