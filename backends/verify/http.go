package verify

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"examdesk/backends/payload"
	"examdesk/backends/rest/oauth"
	"examdesk/backends/settings"
	"examdesk/backends/software_secure/psi"
	"examdesk/backends/wire"
	"examdesk/model"
)

// answer is what came back, and what was observed of it.
type answer struct {
	observed
	header http.Header
	data   []byte
}

// of makes of a service's answer what can be judged. Of one that could not be
// read to its end the status counts, unless it is one that says yes.
func (o observed) of(a wire.Answer, err error) answer {
	o.Status, o.Kind = a.Status, kindOf(a.Header.Get("Content-Type"), a.Body)
	if a.Status < http.StatusMultipleChoices {
		o.Err = err
	}
	return answer{o, a.Header, a.Body}
}

// kindOf returns what an answer holds. What claims to be JSON and is not does
// not count as JSON; an object that claims to be something else does.
func kindOf(contentType string, data []byte) body {
	text := strings.TrimSpace(string(data[:min(len(data), 512)]))
	media, _, _ := mime.ParseMediaType(contentType)
	switch {
	case text == "":
		return bodyNone
	case media == "text/html" || media == "application/xhtml+xml" || strings.HasPrefix(strings.ToLower(text), "<!doctype html") || strings.HasPrefix(strings.ToLower(text), "<html"):
		return bodyHTML
	case text[0] == '{':
		if _, err := payload.Parse(data); err == nil {
			return bodyJSON
		}
	case media == "application/json" && text[0] == '[' && json.Valid(data):
		return bodyJSON
	}
	return bodyOther
}

// http asks without credentials who is there.
func (p probe) http(ctx context.Context) (outcome, facts) {
	stamp := newStamp(p.v.Clock)
	a, err := p.knock(stamp.trace(ctx))
	if err != nil {
		return unusable(err), p.facts
	}
	if a.header != nil {
		p.date = stamp.dated(a.header)
	}
	if out := p.redirected(a); out.state != "" {
		return out, p.facts
	}
	if classify(a.observed) != model.CauseNone {
		return p.observe(a.observed), p.facts
	}
	return p.present(a), p.facts
}

// knock finds out what a service answers without credentials. The error
// means that it could not be asked.
func (p probe) knock(ctx context.Context) (answer, error) {
	o := p.asks(false)
	if p.svc.Kind == settings.REST {
		s, err := p.restService()
		if err != nil {
			return answer{}, err
		}
		return o.of(s.AskConfig(ctx, oauth.Token{})), nil
	}
	client, address := p.v.client(p.route()), p.at.String()
	a := o.of(wire.Send(ctx, client.R(), http.MethodGet, address))
	if a.Status != http.StatusNotFound {
		return a, nil
	}
	// An address that is only written to may deny that it is there to be read.
	// A registration without anything in it, and unsigned, registers nothing.
	return o.of(wire.Send(ctx, client.R().SetHeader("Content-Type", psi.ContentType).SetBody("{}"), http.MethodPost, address)), nil
}

// present says who is there, by an answer that speaks for the service.
func (p probe) present(a answer) outcome {
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return pass("the service is there and asks for credentials (%d)", a.Status)
	case a.Status < http.StatusMultipleChoices && p.svc.Kind == settings.REST:
		return p.open(a)
	}
	return pass("the service is there (%d to a question without credentials)", a.Status)
}

// open warns of a REST service that also answers without credentials.
func (p probe) open(a answer) outcome {
	o, err := payload.Parse(a.data)
	if err == nil && (o.Text("name") != "" || has(o, "rules")) {
		return warn(model.CauseAnswer, fmt.Sprintf("the service answers %d and gives its configuration to anyone", a.Status), "There is nothing to change here; tell the service's operator.")
	}
	return warn(model.CauseAnswer, fmt.Sprintf("the answer was %d to a request without credentials, and it is not a configuration of a proctoring service", a.Status),
		"Check base_url against what the service's operator gave you; if it is right, tell the operator what answers there.")
}

func has(o *payload.Object, key string) bool {
	_, there := o.Get(key)
	return there
}

// redirected returns where an answer leads. A redirect on the same host may lead to
// the page on which a person signs in, and is left to the token to judge.
func (p probe) redirected(a answer) outcome {
	if a.Err != nil || !wire.IsRedirect(a.Status) {
		return outcome{}
	}
	key := addressKey(p.svc.Kind)
	to, err := url.Parse(a.header.Get("Location"))
	if err != nil || a.header.Get("Location") == "" {
		return fail(model.CauseAddress, fmt.Sprintf("the answer was %d and leads nowhere", a.Status), "Check "+key+".")
	}
	to = p.at.ResolveReference(to)
	where := quoted(to.Scheme + "://" + to.Host)
	if to.Host != p.at.Host {
		return fail(model.CauseAddress, fmt.Sprintf("the answer was %d and leads to another host, %s; nothing was sent there", a.Status, where),
			"If that is the service's new address, ask its operator and write it in "+key+". On a hotel or campus network, sign in to that first.")
	}
	if to.Scheme != p.at.Scheme || p.svc.Kind == settings.SoftwareSecure {
		return fail(model.CauseAddress, fmt.Sprintf("the answer was %d and leads on to %s; nothing was sent there", a.Status, where), "Write the address that it leads to in "+key+".")
	}
	return warn(model.CauseAddress, fmt.Sprintf("the answer was %d and leads to another path of the same host; nothing was sent there", a.Status), p.pathRemedy(key))
}

// pathRemedy is what to do about an answer that leads to another path.
func (p probe) pathRemedy(key string) string {
	if p.svc.Kind == settings.REST && strings.HasSuffix(p.at.Path, "/") {
		return "Remove the last / from " + key + ": the requested paths begin with //."
	}
	return "Check the path in " + key + " against what the service's operator gave you."
}
