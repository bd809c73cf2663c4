package verify

import (
	"context"
	"fmt"
	"net/http"

	"examdesk/backends/payload"
	"examdesk/backends/rest"
	"examdesk/model"
)

// config asks for what the service can do, with the token.
func (p restProbe) config(ctx context.Context) outcome {
	s, err := p.restService()
	if err != nil {
		return unusable(err)
	}
	a := p.asks(true).of(s.AskConfig(ctx, p.token))
	if out := p.redirected(a); out.state != "" {
		out.state = model.CheckFail
		return out
	}
	if a.Err == nil && (a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden && a.Kind != bodyHTML) {
		return p.tokenRefused(a)
	}
	if classify(a.observed) != model.CauseNone {
		return p.observe(a.observed)
	}
	return p.shape(a)
}

// tokenRefused reports a service that does not accept what it has granted.
func (p restProbe) tokenRefused(a answer) outcome {
	if p.clockOff() {
		return fail(model.CauseClock, statusWords(a.observed)+": the service refuses the token that it has just granted, and the clocks are apart", clockRemedy)
	}
	return fail(model.CauseSecret, statusWords(a.observed)+": the service refuses the token that it has just granted",
		"Ask the service's operator whether client "+quoted(p.svc.Text("client_id"))+" may use this API.")
}

// shape reports whether the LMS understands the answer (edx-proctoring 5.2.0,
// docs/backends.rst, "Proctoring System configuration endpoint").
func (p restProbe) shape(a answer) outcome {
	o, err := payload.Parse(a.data)
	if err != nil {
		return fail(model.CauseAnswer, "the answer is not a JSON object", p.remedy(model.CauseAnswer, a.observed))
	}
	var found findings
	rules := p.shapeRules(&found, o)
	p.shapeTexts(&found, o)
	return found.sum(fmt.Sprintf("understood: %d rules, name %s", rules, quoted(o.Text("name"))))
}

const shapeRemedy = "Tell the service's operator: docs/backends.rst of edx-proctoring describes the answer."

func (p restProbe) shapeRules(found *findings, o *payload.Object) int {
	v, there := o.Get("rules")
	rules, ok := v.(*payload.Object)
	switch {
	case !there:
		found.warn(model.CauseAnswer, "the answer has no rules, so none can be set for an exam", shapeRemedy)
	case !ok:
		found.fail(model.CauseAnswer, "rules is not an object", shapeRemedy)
	}
	if !ok {
		return 0
	}
	for _, k := range rules.Keys() {
		if _, text := firstValue(rules, k).(string); !text {
			found.warn(model.CauseAnswer, "a rule has no text for people to read", shapeRemedy)
			break
		}
	}
	return len(rules.Keys())
}

func (p restProbe) shapeTexts(found *findings, o *payload.Object) {
	if o.Text("name") == "" {
		found.warn(model.CauseAnswer, "the answer has no name", shapeRemedy)
	}
	if v, there := o.Get("download_url"); there && v != nil && v != "" && !rest.IsDownload(o.Text("download_url")) {
		found.fail(model.CauseAnswer, "download_url is not an address; learners are sent there before the exam", shapeRemedy)
	}
	v, there := o.Get("instructions")
	list, ok := v.([]any)
	if there && v != nil && !ok {
		found.fail(model.CauseAnswer, "instructions is not a list", shapeRemedy)
	}
	for _, one := range list {
		if _, text := one.(string); !text {
			found.fail(model.CauseAnswer, "an instruction is not text", shapeRemedy)
			return
		}
	}
}

func firstValue(o *payload.Object, key string) any {
	v, _ := o.Get(key)
	return v
}
